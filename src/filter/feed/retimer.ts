/** Commands with another expiry than they came with. */
import { readInteger } from '../../bytes/canonical-integer.ts';
import type { Arena } from '../../bytes/arena.ts';
import type { CommandArgs } from './command-args.ts';
import { CommandBuffer } from './command-buffer.ts';
import { findExpiry, type ExpiryForm, type ExpiryPlace, type TimeUnit } from './expiry-forms.ts';

/** In ms. A bigint where a double does not hold it. */
export interface Expiry {
  readonly ms: number | bigint;
  /** From the command's arrival on; else since 1970. */
  readonly relative: boolean;
}

/** What to make of an expiry: another one, none, or undefined: it may stay as it is. */
export type ChangeExpiry = (expiry: Expiry) => Expiry | 'none' | undefined;

const EXPIRY_UNITS: Readonly<Record<TimeUnit, { readonly relative: boolean; readonly ms: number }>> = {
  EX: { relative: true, ms: 1000 },
  PX: { relative: true, ms: 1 },
  EXAT: { relative: false, ms: 1000 },
  PXAT: { relative: false, ms: 1 },
};

/** Options with an argument of their own. */
const RESTORE_OPTIONS = new Set(['IDLETIME', 'FREQ']);

export class Retimer {
  readonly buffer = new CommandBuffer();

  open(arena: Arena): void {
    this.buffer.open(arena);
  }

  /**
   * The command with its expiry changed is in `buffer`, if the answer is 'changed'. 'same': it has no expiry, or keeps it.
   * 'nothing': without its expiry nothing is left of it.
   * @param which - expiries to look at
   */
  change(
    form: ExpiryForm,
    args: CommandArgs,
    change: ChangeExpiry,
    which: 'all' | 'relative' = 'all',
  ): 'same' | 'changed' | 'nothing' {
    const place = findExpiry(form, args);
    if (place === undefined || place.at >= args.count) return 'same';
    if (which === 'relative' && !EXPIRY_UNITS[place.unit].relative) return 'same';
    const before = readExpiry(args, place);
    if (before === undefined || (form.kind === 'restore' && before.ms === 0)) return 'same';
    const after = change(before);
    if (after === undefined) return 'same';
    return this.write(form, args, place, after) ? 'changed' : 'nothing';
  }

  private write(form: ExpiryForm, args: CommandArgs, { at }: ExpiryPlace, after: Expiry | 'none'): boolean {
    const { buffer } = this;
    buffer.begin();
    switch (form.kind) {
      case 'named':
        if (after === 'none') return false;
        buffer.put(form.names[unitOf(after)]);
        buffer.take(args, 1, 2);
        buffer.put(after.ms);
        buffer.take(args, 3);
        return true;
      case 'set':
        buffer.put('SET');
        buffer.take(args, 1, 2);
        buffer.take(args, 3, 4);
        if (after !== 'none') this.putOption(after);
        return true;
      case 'option':
        if (after === 'none' && form.alone === true) return false;
        buffer.take(args, 0, at - 1);
        if (after !== 'none') this.putOption(after);
        buffer.take(args, at + 1);
        return true;
      case 'restore':
        this.writeRestore(args, after);
        return true;
      case 'member':
        if (after === 'none') return false;
        buffer.put(after.relative ? 'EXPIREMEMBER' : 'PEXPIREMEMBERAT');
        buffer.take(args, 1, 3);
        buffer.put(after.ms);
        if (after.relative) buffer.put('ms');
        return true;
      default:
        return form satisfies never;
    }
  }

  private putOption(expiry: Expiry): void {
    this.buffer.put(unitOf(expiry));
    this.buffer.put(expiry.ms);
  }

  private writeRestore(args: CommandArgs, after: Expiry | 'none'): void {
    const { buffer } = this;
    buffer.take(args, 0, 2);
    buffer.put(after === 'none' ? 0 : after.ms);
    buffer.take(args, 3, 4);
    for (let i = 4; i < args.count; i++) {
      const word = args.word(i);
      if (word !== 'ABSTTL') buffer.take(args, i, i + 1);
      if (RESTORE_OPTIONS.has(word) && i + 1 < args.count) buffer.take(args, ++i, i + 1);
    }
    if (after !== 'none' && !after.relative) buffer.put('ABSTTL');
  }
}

function unitOf({ relative }: Expiry): 'PX' | 'PXAT' {
  return relative ? 'PX' : 'PXAT';
}

/** Undefined: servers do not take it for a time either. */
function readExpiry(args: CommandArgs, { at, unit }: ExpiryPlace): Expiry | undefined {
  const value = readInteger(args.arena.u8, args.start(at), args.end(at));
  if (Number.isNaN(value)) return undefined;
  const { ms, relative } = EXPIRY_UNITS[unit];
  const plain = value * ms;
  return { ms: Number.isSafeInteger(plain) ? plain : BigInt(args.text(at)) * BigInt(ms), relative };
}

/** The sum in ms; a bigint where a double does not hold it. */
export function addMs(ms: number | bigint, more: number): number | bigint {
  const sum = typeof ms === 'number' ? ms + more : ms + BigInt(more);
  return typeof sum === 'number' && !Number.isSafeInteger(sum) ? BigInt(ms) + BigInt(more) : sum;
}
