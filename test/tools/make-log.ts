/**
 * An append-only file to measure with, of SET, HSET, ZADD and LPUSH in equal parts: make-log.ts FILE [COMMANDS]. The same number
 * gives the same bytes; 2,800,000 commands are 200 MB.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Random } from './random.ts';

const SEED = 20260101;
const COMMANDS = 2_800_000;
/** Keys of collections: each gets some 250 commands. */
const COLLECTION = 250;
const PIECE = 1 << 20;

function commandAt(i: number, random: Random): string[] {
  const kind = i % 4;
  const id = Math.floor(i / 4 / COLLECTION);
  if (kind === 0) return ['SET', `session:${random.hex(12)}`, random.hex(20)];
  if (kind === 1) return ['HSET', `user:${id}`, `field:${random.below(1000)}`, random.hex(20)];
  if (kind === 2) return ['ZADD', `board:${id}`, String(random.below(1_000_000)), `player:${random.hex(8)}`];
  return ['LPUSH', `queue:${id}`, random.hex(30), random.hex(10)];
}

function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`;
}

function makeLog(path: string, commands: number): void {
  const random = new Random(SEED);
  const fd = openSync(path, 'w');
  try {
    let text = encode(['SELECT', '0']);
    for (let i = 0; i < commands; i++) {
      text += encode(commandAt(i, random));
      if (text.length < PIECE) continue;
      writeSync(fd, text, undefined, 'latin1');
      text = '';
    }
    writeSync(fd, text, undefined, 'latin1');
  } finally {
    closeSync(fd);
  }
}

const [path, commands = String(COMMANDS)] = process.argv.slice(2);
if (path === undefined || !/^\d+$/.test(commands)) throw new Error('where to? make-log.ts FILE [COMMANDS]');
makeLog(path, Number(commands));
