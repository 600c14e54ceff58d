/** What random commands are made of: keys, values, numbers, times, ids, and what earlier replies told. */
import type { Argument } from '../client.ts';
import type { Reply } from '../reply-reader.ts';
import { Random } from '../../random.ts';

/** What a key's name says that it holds. Now and then a command takes a key of another kind. */
const KINDS = ['string', 'number', 'bits', 'hll', 'list', 'numbers', 'set', 'hash', 'zset', 'geo', 'stream', 'clock'];
export type Kind = (typeof KINDS)[number];
/** A PFADD that finds a damaged HyperLogLog may have changed it before, and is not logged: so no string command damages one. */
const OTHERS = KINDS.filter((kind) => kind !== 'hll');

/** 2100-01-01 and the hundred years after it. */
const FAR_MS = 4_102_444_800_000;
const CENTURY_MS = 3_155_760_000_000;
/** Expiries that come while the commands run. */
const SOON_MS = 30;
const KEYS_OF_A_KIND = 4;
/** Groups and ids have to meet their streams. */
const STREAMS_OF_A_KIND = 2;
const REMEMBERED = 40;

const TEXTS: readonly Argument[] = [
  '',
  ' ',
  '0',
  '-0',
  '007',
  '+1',
  '1e3',
  '3.0',
  'inf',
  'nan',
  'true',
  'héllo wörld',
  '日本語',
  '\0',
  '\r\n',
];
const INTEGERS: readonly Argument[] = [
  '0',
  '1',
  '-1',
  '12',
  '127',
  '128',
  '-128',
  '-129',
  '32767',
  '32768',
  '-32769',
  '8388607',
  '8388608',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775806',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775808',
];
const SCORES: readonly Argument[] = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '2.5',
  '1e10',
  '1e-7',
  '-3.25e-3',
  '0.30000000000000004',
  '9007199254740993',
  '1e21',
  '1e308',
  '5e-324',
  'inf',
  '-inf',
  '+inf',
  '0x1p3',
  '12345678901234567',
];

export class Draw {
  readonly random: Random;
  /** Payloads of DUMP, of FUNCTION DUMP, digests, scripts' hashes, stream ids: what later commands may name. */
  private readonly memory = new Map<string, Buffer[]>();
  private lastMs = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  chance(share: number): boolean {
    return this.random.fraction() < share;
  }

  pick<T>(...choices: readonly T[]): T {
    return this.random.pick(choices);
  }

  below(end: number): number {
    return this.random.below(end);
  }

  /** From 1 to `most` of something. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }

  /** The words, or none. */
  maybe(...words: readonly Argument[]): readonly Argument[] {
    return this.chance(0.5) ? words : [];
  }

  key(kind: Kind): Argument {
    const of = this.chance(0.03) ? this.random.pick(OTHERS) : kind;
    const few = kind === 'stream' || kind === 'clock';
    const number = this.below(few ? STREAMS_OF_A_KIND : KEYS_OF_A_KIND);
    return number === 0 ? Buffer.from([...Buffer.from(of), 0, 0xff, 0x0a]) : `${of}:${number}`;
  }

  anyKey(): Argument {
    return this.key(this.random.pick(KINDS));
  }

  /** Two keys, most of the time of one kind. */
  twoKeys(): [Argument, Argument] {
    const kind = this.random.pick(KINDS);
    return [this.key(kind), this.key(this.chance(0.9) ? kind : this.random.pick(KINDS))];
  }

  /** From a few, so that commands meet what others wrote. */
  element(): Argument {
    switch (this.below(5)) {
      case 0:
        return this.random.pick(INTEGERS);
      case 1:
        return this.random.pick(TEXTS);
      case 2:
        return this.below(20);
      case 3:
        return Buffer.from([this.below(4) + 0xfc, this.below(3)]);
      default:
        return `m${this.below(30)}`.padEnd(this.chance(0.03) ? 70 : 0, '-');
    }
  }

  /** Anything. */
  value(): Argument {
    switch (this.below(30)) {
      case 0:
        return this.random.bytes(this.below(300));
      case 1:
        return 'compress me '.repeat(this.below(1500));
      case 2:
        return this.random.bytes(this.below(20_000));
      default:
        return this.chance(0.3) ? `v${this.random.hex(this.below(40))}` : this.element();
    }
  }

  integer(): Argument {
    return this.chance(0.8) ? this.below(2000) - 1000 : this.random.pick(INTEGERS);
  }

  score(): Argument {
    if (this.chance(0.3)) return this.random.pick(SCORES);
    return this.chance(0.5) ? this.below(40) - 20 : (this.random.fraction() - 0.5) * 10 ** this.below(20);
  }

  /** Into a list or sorted set, from either end. */
  index(): number {
    return this.below(30) - 12;
  }

  farMs(): number {
    return FAR_MS + this.below(CENTURY_MS);
  }

  /** An expiry as SET, GETEX, HSETEX take it: most of them far ahead, some past, some soon. */
  expiry(): readonly Argument[] {
    const seconds = 1_000_000_000 + this.below(1_000_000);
    const choices: readonly (readonly Argument[])[] = [
      ['EX', seconds],
      ['PX', 1000 * seconds + this.below(1000)],
      ['EXAT', Math.floor(this.farMs() / 1000)],
      ['PXAT', this.farMs()],
      ['PXAT', this.farMs()],
      ['PXAT', 1000 + this.below(1000)],
      ['PX', 1 + this.below(SOON_MS)],
    ];
    return this.random.pick(choices);
  }

  /** Words of EXPIRE and its like: name, and time in its unit. */
  expire(prefix: '' | 'H'): { readonly name: string; readonly time: Argument } {
    const seconds = this.pick(1_000_000_000 + this.below(1_000_000), 1_000_000_000 + this.below(1_000_000), 0);
    return this.random.pick([
      { name: `${prefix}EXPIRE`, time: seconds },
      { name: `${prefix}PEXPIRE`, time: 1000 * seconds },
      { name: `${prefix}PEXPIRE`, time: 1 + this.below(SOON_MS) },
      { name: `${prefix}EXPIREAT`, time: Math.floor(this.farMs() / 1000) },
      { name: `${prefix}PEXPIREAT`, time: this.farMs() },
      { name: `${prefix}PEXPIREAT`, time: this.farMs() },
      { name: `${prefix}PEXPIREAT`, time: 1000 },
    ]);
  }

  /** A stream id above most of those before. */
  nextId(): string {
    this.lastMs += this.below(3);
    return this.pick(
      `${this.lastMs}-${this.below(4)}`,
      `${this.lastMs + 1}-1`,
      `${this.lastMs}-*`,
      `${this.lastMs + 1}`,
    );
  }

  /** A stream id that may be there. */
  knownId(): Argument {
    const made = `${this.below(this.lastMs + 3)}-${this.below(3)}`;
    return this.chance(0.8) ? (this.recall('id') ?? made) : made;
  }

  group(): string {
    return `g${this.below(2)}`;
  }

  consumer(): string {
    return `c${this.below(4)}`;
  }

  /** Keep a reply, if it is bytes, for commands to come. */
  remember(what: string, reply: Reply): void {
    if (!Buffer.isBuffer(reply)) return;
    const known = this.memory.get(what) ?? [];
    this.memory.set(what, known);
    if (known.length < REMEMBERED) known.push(reply);
    else known[this.below(REMEMBERED)] = reply;
  }

  recall(what: string): Buffer | undefined {
    const known = this.memory.get(what) ?? [];
    return known.length === 0 ? undefined : this.random.pick(known);
  }
}
