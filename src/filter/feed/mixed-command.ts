/** What is left of a command that touches keys that are wanted and keys that are not. */
import type { KeySpec } from '../../model/command-keys.ts';
import type { CommandArgs } from './command-args.ts';
import type { CommandBuffer } from './command-buffer.ts';
import type { MixedDeed, MixedRule } from './mixed-rules.ts';

export interface MixedCommand {
  /** In upper case. */
  readonly name: string;
  readonly spec: KeySpec;
  readonly args: CommandArgs;
  /** Where its keys stand, and which of them are wanted. */
  readonly positions: readonly number[];
  readonly wanted: readonly boolean[];
}

/** Where the written key stands among `positions`. */
function writtenIndex(rule: MixedRule, positions: readonly number[]): number {
  return rule.written === 'last' ? positions.length - 1 : 0;
}

/** @param command - some of its keys are wanted, and some not */
export function deedFor(rule: MixedRule, { positions, wanted }: MixedCommand): MixedDeed {
  return rule.written === 'each' || wanted[writtenIndex(rule, positions)] === true ? rule.into : rule.outOf;
}

/** What is left of it, in `buffer`. @returns what was done, in a few words; undefined: nothing is left */
export function writeMixed(
  rule: MixedRule,
  { deed }: MixedDeed,
  command: MixedCommand,
  buffer: CommandBuffer,
): string | undefined {
  const { args, positions } = command;
  const written = positions[writtenIndex(rule, positions)] ?? 0;
  buffer.begin();
  switch (deed) {
    case 'drop':
      return undefined;
    case 'cut':
      cut(command, buffer);
      return 'cut down';
    case 'delete written':
      return writeDel(args, written, buffer);
    case 'delete read':
      return writeDel(args, positions[0] ?? 0, buffer);
    case 'pop':
      return writePop(command, buffer);
    case 'remove member':
      return writeMember('SREM', args, 1, buffer);
    case 'add member':
      return writeMember('SADD', args, 2, buffer);
    default:
      return deed satisfies never;
  }
}

/** Keys that are not wanted go, with what stands behind each, and a count of them is corrected. */
function cut({ spec, args, positions, wanted }: MixedCommand, buffer: CommandBuffer): void {
  const width = spec.step ?? 1;
  const [first = args.count] = positions;
  buffer.take(args, 0, first);
  positions.forEach((position, i) => {
    if (wanted[i] === true) buffer.take(args, position, position + width);
  });
  buffer.take(args, (positions.at(-1) ?? first) + width);
  if (spec.counted !== undefined) buffer.set(spec.counted, wanted.filter(Boolean).length);
}

function writeDel(args: CommandArgs, key: number, buffer: CommandBuffer): string {
  buffer.put('DEL');
  buffer.take(args, key, key + 1);
  return 'replaced by DEL';
}

/** SMOVE source destination member. */
function writeMember(name: string, args: CommandArgs, key: number, buffer: CommandBuffer): string {
  buffer.put(name);
  buffer.take(args, key, key + 1);
  buffer.take(args, 3, 4);
  return `replaced by ${name}`;
}

/** Where the block COUNT|EXACTLY n OBO|BULK begins. Source: redis docs LMOVEM. */
const COUNTED_AT: ReadonlyMap<string, number> = new Map([
  ['LMOVEM', 5],
  ['BLMOVEM', 6],
]);

/** (B)RPOPLPUSH source destination; (B)LMOVE(M) source destination LEFT|RIGHT LEFT|RIGHT … */
function writePop({ name, args }: MixedCommand, buffer: CommandBuffer): string {
  const pop = !name.endsWith('RPOPLPUSH') && args.count > 3 && args.word(3) === 'LEFT' ? 'LPOP' : 'RPOP';
  buffer.put(pop);
  buffer.take(args, 1, 2);
  const block = COUNTED_AT.get(name);
  if (block !== undefined && block + 1 < args.count) buffer.take(args, block + 1, block + 2);
  return `replaced by ${pop}`;
}
