/**
 * Peak memory on values and files of any size: `npm run bench:memory -- --help`. What is read is made on the fly, and goes
 * through a pipe; strings also lie in a file. Nothing is asserted: the bar stands beside each figure.
 */
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, table, tellsPeak, type Cost } from './process-cost.ts';
import { Random } from './random.ts';

const USAGE = `usage: npm run bench:memory -- [options] [hash|keys|text|binary|lzf|prefixes|diff…]

  hash      one hash of 2 GB
  keys      20 GB of many keys, strings and hashes
  text      one string of 512 MB, UTF-8
  binary    one string of 512 MB, bytes
  lzf       one string of 512 MB, of which LZF has made less
  prefixes  50,000,000 strings with 10,000,000 prefixes: memory-report
  diff      20,000,000 strings against as many in another order: the same, and others

  --scale X  how large they are (1)`;

const PROGRAM = resolve('dist/rdb-tool.js');
const COMMANDS = [
  ['to-json'],
  ['dump', '--keys-only'],
  ['to-resp', '--target', 'redis-7.2'],
  ['to-rdb', '--target', 'redis-7.2'],
  ['memory-report'],
  ['memory-report', '--format', 'csv'],
] as const;
const REPORT = [['memory-report']] as const;
const COMPARED = 'diff';
const MEGABYTE = 10 ** 6;
const PIECE = 256 * 1024;
/** String, hash: the first byte of a key's record. */
const STRING = 0;
const HASH = 4;
const EOF = 0xff;
const NAME_DIGITS = 12;
/** A record of a key whose name is a prefix of letters and a number. */
const PREFIXED_BYTES = 31;
const PREFIX_LETTERS = 6;
const PREFIXES = 10_000_000;
/** Of a key of `diff`, whose name is a number of NAME_DIGITS; limits of memory in MB, and the bars with them. */
const COMPARED_BYTES = 26;
const COMPARED_KEYS = 20e6;
const LIMITS = [
  ['256mb', 400],
  ['64mb', 200],
] as const;
/** It is prime, so that steps of it come to each key once, in an order that looks random. */
const STEP = 7_368_787;

interface Case {
  readonly name: string;
  /** Bytes of the file, or of the string. */
  readonly size: number;
  /** Peak memory that is promised, MB. */
  readonly bar: number;
  readonly inFile: boolean;
  /** COMMANDS, if left out. */
  readonly commands?: readonly (readonly string[])[];
  make(size: number): Generator<Uint8Array>;
}

const CASES: readonly Case[] = [
  { name: 'hash', size: 2e9, bar: 100, inFile: false, make: hash },
  { name: 'keys', size: 20e9, bar: 100, inFile: false, make: keys },
  { name: 'text', size: 512 << 20, bar: 200, inFile: true, make: text },
  { name: 'binary', size: 512 << 20, bar: 200, inFile: true, make: binary },
  { name: 'lzf', size: 512 << 20, bar: 200, inFile: true, make: lzf },
  { name: 'prefixes', size: 50e6 * PREFIXED_BYTES, bar: 120, inFile: false, commands: REPORT, make: prefixes },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new Error('--scale is above 0');
  const names = [...CASES.map(({ name }) => name), COMPARED];
  const unknown = positionals.filter((word) => !names.includes(word));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}\n${USAGE}`);
  if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}: npm run build`);
  if (!tellsPeak) throw new Error('peak memory is told by GNU time (package time)');
  const rows = [['what', 'read by', 'MB', 'from', 'CPU s', 'wall s', 'RSS MB', 'bar MB', '']];
  for (const one of CASES) {
    if (positionals.length > 0 && !positionals.includes(one.name)) continue;
    const size = Math.round(one.size * scale);
    for (const words of one.commands ?? COMMANDS) rows.push(await measured(one, size, words));
    if (one.inFile) rows.push(...(await inFile(one, size)));
  }
  if (positionals.length === 0 || positionals.includes(COMPARED)) rows.push(...(await compared(scale)));
  console.log(table(rows));
}

async function measured(one: Case, size: number, words: readonly string[], file?: string): Promise<string[]> {
  const argv = [process.execPath, PROGRAM, ...words, file ?? '-'];
  const cost = await measure(argv, file === undefined ? one.make(size) : undefined);
  return row(one.name, words, size, file === undefined ? 'pipe' : 'file', cost, one.bar);
}

function row(
  name: string,
  words: readonly string[],
  size: number,
  from: string,
  { cpu, wall, peak = NaN }: Cost,
  bar: number,
): string[] {
  const mb = peak / MEGABYTE;
  return [
    name,
    words.join(' '),
    (size / MEGABYTE).toFixed(0),
    from,
    cpu.toFixed(2),
    wall.toFixed(2),
    mb.toFixed(0),
    String(bar),
    mb > bar ? 'over' : '',
  ];
}

/** A file against one with the same keys and one with others, both in another order. */
async function compared(scale: number): Promise<string[][]> {
  const count = Math.round(COMPARED_KEYS * scale);
  const folder = mkdtempSync(join(tmpdir(), 'memory-'));
  try {
    const was = join(folder, 'was.rdb');
    const same = join(folder, 'same.rdb');
    const other = join(folder, 'other.rdb');
    writePieces(was, numbered(count, 0, 1));
    writePieces(same, numbered(count, 0, STEP));
    writePieces(other, numbered(count, count, STEP));
    const rows: string[][] = [];
    for (const [limit, bar] of LIMITS) {
      for (const [name, path, status] of [
        ['same', same, 0],
        ['other', other, 1],
      ] as const) {
        const words = [COMPARED, '--memory', limit];
        const cost = await measure([process.execPath, PROGRAM, ...words, was, path], undefined, status);
        rows.push(row(name, words, 2 * count * COMPARED_BYTES, 'files', cost, bar));
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const fd = openSync(path, 'w');
  for (const piece of pieces) writeSync(fd, piece);
  closeSync(fd);
}

async function inFile(one: Case, size: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'));
  try {
    const path = join(folder, `${one.name}.rdb`);
    writePieces(path, one.make(size));
    const rows: string[][] = [];
    for (const words of COMMANDS) rows.push(await measured(one, size, words, path));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An RDB file; its checksum is 0, which is to say none. */
function* file(records: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield Buffer.from('REDIS0010');
  yield* records;
  yield Buffer.from([EOF, 0, 0, 0, 0, 0, 0, 0, 0]);
}

function* hash(size: number): Generator<Uint8Array> {
  const value = 'value '.repeat(20);
  const pair = Buffer.concat([string('f:0000000000000'), string(value)]);
  const pairs = Math.ceil(size / pair.length);
  yield* file(
    (function* records(): Generator<Uint8Array> {
      yield Buffer.concat([Buffer.from([HASH]), string('hash'), length(pairs)]);
      const perPiece = Math.floor(PIECE / pair.length);
      for (let at = 0; at < pairs; at += perPiece) {
        const piece = Buffer.alloc(Math.min(perPiece, pairs - at) * pair.length, pair);
        // Fields are told apart: behind their length and "f:".
        for (let i = 0; i * pair.length < piece.length; i++) {
          piece.write(String(at + i).padStart(13, '0'), i * pair.length + 3, 'latin1');
        }
        yield piece;
      }
    })(),
  );
}

/** The same records over and over, but for the numbers in their names: no key stands twice. */
function* keys(size: number): Generator<Uint8Array> {
  const records: Buffer[] = [];
  const names: number[] = [];
  for (let made = 0, i = 0; made < PIECE; made += records.at(-1)?.length ?? 0, i++) {
    const value = `{"id":${i},"name":"name ${i}","note":"${'text '.repeat(i % 40)}"}`;
    // Behind the type and the name's length.
    names.push(made + 2);
    const name = string('0'.repeat(NAME_DIGITS));
    if (i % 5 > 0) records.push(Buffer.concat([Buffer.from([STRING]), name, string(value)]));
    else {
      const pairs = Array.from({ length: 20 }, (_, j) => [string(`field:${j}`), string(value)]).flat();
      records.push(Buffer.concat([Buffer.from([HASH]), name, length(pairs.length / 2), ...pairs]));
    }
  }
  const some = Buffer.concat(records);
  yield* file(
    (function* pieces(): Generator<Uint8Array> {
      for (let made = 0, key = 0; made < size; made += some.length) {
        for (const at of names) some.write(String(key++).padStart(NAME_DIGITS, '0'), at, 'latin1');
        yield Buffer.from(some);
      }
    })(),
  );
}

/** Each prefix comes back only when all others have been there. */
function* prefixes(size: number): Generator<Uint8Array> {
  const count = Math.round(size / PREFIXED_BYTES);
  const one = Buffer.concat([Buffer.from([STRING]), string('aaaaaa:0000000000'), string('value value')]);
  if (one.length !== PREFIXED_BYTES) throw new Error(`a record has ${one.length} bytes`);
  yield* file(
    (function* pieces(): Generator<Uint8Array> {
      const perPiece = Math.floor(PIECE / one.length);
      for (let key = 0; key < count; key += perPiece) {
        const piece = Buffer.alloc(Math.min(perPiece, count - key) * one.length, one);
        for (let i = 0; i * one.length < piece.length; i++) {
          const name = 2 + i * one.length;
          putLetters(piece, name, (key + i) % PREFIXES);
          piece.write(String(key + i).padStart(10, '0'), name + PREFIX_LETTERS + 1, 'latin1');
        }
        yield piece;
      }
    })(),
  );
}

/** `count` keys, whose names are the numbers from `first` on, in steps. */
function* numbered(count: number, first: number, step: number): Generator<Uint8Array> {
  const one = Buffer.concat([Buffer.from([STRING]), string('0'.repeat(NAME_DIGITS)), string('value value')]);
  if (one.length !== COMPARED_BYTES) throw new Error(`a record has ${one.length} bytes`);
  yield* file(
    (function* pieces(): Generator<Uint8Array> {
      const perPiece = Math.floor(PIECE / one.length);
      for (let key = 0; key < count; key += perPiece) {
        const piece = Buffer.alloc(Math.min(perPiece, count - key) * one.length, one);
        for (let i = 0; i * one.length < piece.length; i++) {
          const name = String(first + (((key + i) * step) % count)).padStart(NAME_DIGITS, '0');
          piece.write(name, 2 + i * one.length, 'latin1');
        }
        yield piece;
      }
    })(),
  );
}

function putLetters(piece: Buffer, at: number, number: number): void {
  for (let i = 0, rest = number; i < PREFIX_LETTERS; i++, rest = Math.floor(rest / 26))
    piece[at + i] = 0x61 + (rest % 26);
}

function* text(size: number): Generator<Uint8Array> {
  const some = Buffer.from('Some text, "quoted", with Zürich, 東京 and 🙂 in it.\n'.repeat(5000));
  yield* file(oneString(length(size), padded(some, size, 'x')));
}

function* binary(size: number): Generator<Uint8Array> {
  yield* file(oneString(length(size), repeated(new Random(1).bytes(1 << 20), size)));
}

/** 32 bytes as they are, then 64 that stood there before. */
function* lzf(size: number): Generator<Uint8Array> {
  const random = new Random(1);
  const part = Buffer.concat([Buffer.from([31]), Buffer.from(random.hex(32)), Buffer.from([7 << 5, 64 - 9, 31])]);
  const parts = Math.ceil(size / 96);
  const head = Buffer.concat([Buffer.from([0xc3]), length(parts * part.length), length(parts * 96)]);
  const some = Buffer.alloc(part.length * 10_000, part);
  yield* file(oneString(head, repeated(some, parts * part.length)));
}

function* oneString(head: Buffer, content: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield Buffer.concat([Buffer.from([STRING]), string('string'), head]);
  yield* content;
}

/** `size` bytes: as many whole ones as fit, and part of one. */
function* repeated(some: Uint8Array, size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; left -= some.length) yield left < some.length ? some.subarray(0, left) : some;
}

/** As repeated, but a character is not cut. */
function* padded(some: Uint8Array, size: number, filler: string): Generator<Uint8Array> {
  const whole = size - (size % some.length);
  yield* repeated(some, whole);
  yield Buffer.alloc(size - whole, filler);
}

function string(content: string): Buffer {
  return Buffer.concat([length(Buffer.byteLength(content)), Buffer.from(content)]);
}

/** A length, as rdb-format.md 2.1 has them. */
function length(value: number): Buffer {
  if (value < 1 << 6) return Buffer.from([value]);
  if (value < 1 << 14) return Buffer.from([0x40 | (value >>> 8), value & 0xff]);
  const bytes = Buffer.alloc(5, 0x80);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
