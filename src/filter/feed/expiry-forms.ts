/**
 * Where commands have an expiry among their arguments. Source: redis 8.6 and valkey 9.1 src/commands/*.json; redis 8.6
 * src/t_string.c, parseExtendedStringArgumentsOrReply(); src/t_hash.c; keydb src/expire.cpp; aof-replication-resp.md 2.1–2.3.
 */
import { WordTable } from '../../model/word-table.ts';
import type { CommandArgs } from './command-args.ts';

/** Seconds or milliseconds, from now on or since 1970: what the option of the same name takes. */
export type TimeUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT';

/**
 * What becomes of a command whose expiry changes. 'named': its name tells the unit, and `names` are those for ms. 'set': it
 * becomes SET. 'option': an option tells the unit. 'restore': ABSTTL does, and 0 is none. 'member': KeyDB's, of one member.
 */
export type ExpiryForm =
  | { readonly kind: 'named'; readonly unit: TimeUnit; readonly names: MsNames }
  | { readonly kind: 'set'; readonly unit: TimeUnit }
  | {
      readonly kind: 'option';
      /** Where options begin; 'pairs': behind as many pairs as argument 1 says. */
      readonly from: number | 'pairs';
      /** Arguments a field that FIELDS counts. */
      readonly width?: number;
      /** It does nothing else: without the expiry nothing is left of it. */
      readonly alone?: true;
      /** PEXPIREAT behind it does the same. */
      readonly splits?: true;
    }
  | { readonly kind: 'restore' }
  | { readonly kind: 'member'; readonly unit: TimeUnit };

export interface MsNames {
  readonly PX: string;
  readonly PXAT: string;
}

const OF_KEY: MsNames = { PX: 'PEXPIRE', PXAT: 'PEXPIREAT' };
const OF_FIELDS: MsNames = { PX: 'HPEXPIRE', PXAT: 'HPEXPIREAT' };

/** By name of the command. */
export const EXPIRY_FORMS: readonly (readonly [string, ExpiryForm])[] = Object.entries<ExpiryForm>({
  EXPIRE: { kind: 'named', unit: 'EX', names: OF_KEY },
  PEXPIRE: { kind: 'named', unit: 'PX', names: OF_KEY },
  EXPIREAT: { kind: 'named', unit: 'EXAT', names: OF_KEY },
  PEXPIREAT: { kind: 'named', unit: 'PXAT', names: OF_KEY },
  HEXPIRE: { kind: 'named', unit: 'EX', names: OF_FIELDS },
  HPEXPIRE: { kind: 'named', unit: 'PX', names: OF_FIELDS },
  HEXPIREAT: { kind: 'named', unit: 'EXAT', names: OF_FIELDS },
  HPEXPIREAT: { kind: 'named', unit: 'PXAT', names: OF_FIELDS },
  SETEX: { kind: 'set', unit: 'EX' },
  PSETEX: { kind: 'set', unit: 'PX' },
  SET: { kind: 'option', from: 3, splits: true },
  GETEX: { kind: 'option', from: 2, alone: true },
  MSETEX: { kind: 'option', from: 'pairs' },
  HSETEX: { kind: 'option', from: 2, width: 2 },
  HGETEX: { kind: 'option', from: 2, width: 1, alone: true },
  INCREX: { kind: 'option', from: 2 },
  RESTORE: { kind: 'restore' },
  'RESTORE-ASKING': { kind: 'restore' },
  EXPIREMEMBER: { kind: 'member', unit: 'EX' },
  EXPIREMEMBERAT: { kind: 'member', unit: 'EXAT' },
  PEXPIREMEMBERAT: { kind: 'member', unit: 'PXAT' },
});

/** Words among the options of those commands: a time follows, or so many arguments, or FIELDS and its count. */
type OptionWord =
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'more'; readonly count: number }
  | { readonly kind: 'fields' };

const WITH_ONE: OptionWord = { kind: 'more', count: 1 };
const OPTION_WORDS = new WordTable<OptionWord>([
  ['EX', { kind: 'time', unit: 'EX' }],
  ['PX', { kind: 'time', unit: 'PX' }],
  ['EXAT', { kind: 'time', unit: 'EXAT' }],
  ['PXAT', { kind: 'time', unit: 'PXAT' }],
  ['FIELDS', { kind: 'fields' }],
  ['IFEQ', WITH_ONE],
  ['IFNE', WITH_ONE],
  ['IFDEQ', WITH_ONE],
  ['IFDNE', WITH_ONE],
  ['BYINT', WITH_ONE],
  ['BYFLOAT', WITH_ONE],
  ['LBOUND', WITH_ONE],
  ['UBOUND', WITH_ONE],
]);

export interface ExpiryPlace {
  readonly unit: TimeUnit;
  /** The argument that is the time. */
  readonly at: number;
}

/** Where a command of this form has its expiry; undefined: it has none. */
export function findExpiry(form: ExpiryForm, args: CommandArgs): ExpiryPlace | undefined {
  switch (form.kind) {
    case 'named':
    case 'set':
      return { unit: form.unit, at: 2 };
    case 'restore':
      return { unit: hasWord(args, 4, 'ABSTTL') ? 'PXAT' : 'PX', at: 2 };
    case 'member':
      return { unit: form.unit === 'EX' && args.count > 4 && args.word(4) === 'MS' ? 'PX' : form.unit, at: 3 };
    case 'option':
      return findOption(args, form.from === 'pairs' ? 2 + 2 * (args.whole(1) ?? Infinity) : form.from, form.width ?? 0);
    default:
      return form satisfies never;
  }
}

function findOption(args: CommandArgs, from: number, width: number): ExpiryPlace | undefined {
  const { u8 } = args.arena;
  for (let i = from; i < args.count - 1; i++) {
    const option = OPTION_WORDS.at(u8, args.start(i), args.end(i));
    if (option === undefined) continue;
    if (option.kind === 'time') return { unit: option.unit, at: i + 1 };
    i += option.kind === 'more' ? option.count : 1 + width * (args.whole(i + 1) ?? Infinity);
  }
  return undefined;
}

function hasWord(args: CommandArgs, from: number, word: string): boolean {
  for (let i = from; i < args.count; i++) if (args.word(i) === word) return true;
  return false;
}
