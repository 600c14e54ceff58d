/** Commands of a log, as a strict writer writes them, and their JSON. Source: aof-replication-resp.md 1.5, record-schema.md. */
import { COMMAND, LAYOUT, type BytesMode, type STOP } from '../kernels.ts';
import type { Row } from './answer.ts';
import { Broken, Cut, Reader } from './reader.ts';
import { jsonRows } from './text.ts';

const [STAR, DOLLAR, CR, LF] = [0x2a, 0x24, 0x0d, 0x0a];
const MOST_DIGITS = 10;
const LARGEST = 2 ** 31 - 1;

export interface ScannedCommand {
  readonly start: number;
  readonly end: number;
  readonly kind: (typeof COMMAND)[keyof typeof COMMAND];
  readonly args: readonly Uint8Array[];
}

export interface Scan {
  readonly stop: keyof typeof STOP;
  /** Behind the last whole command. */
  readonly pos: number;
  readonly commands: readonly ScannedCommand[];
  /** With INPUT: bytes from `pos` on; with ROWS: rows of the table. */
  readonly need?: number;
}

const KINDS: Readonly<Record<string, ScannedCommand['kind']>> = {
  select: COMMAND.SELECT,
  multi: COMMAND.MULTI,
  exec: COMMAND.EXEC,
};

/** @param rowRoom - rows of the table: each command takes one for itself, and one for each argument */
export function scanCommands(bytes: Uint8Array, rowRoom = Infinity): Scan {
  const reader = new Reader(bytes);
  const commands: ScannedCommand[] = [];
  let room = rowRoom;
  let pos = 0;
  try {
    while (!reader.atEnd) {
      const args = readCommand(reader);
      room -= args.length + 1;
      if (room < 0) return { stop: 'ROWS', pos, commands, need: args.length + 1 };
      const kind =
        KINDS[
          Buffer.from(args[0] ?? [])
            .toString('latin1')
            .toLowerCase()
        ] ?? COMMAND.OTHER;
      commands.push({ start: pos, end: reader.pos, kind, args });
      ({ pos } = reader);
    }
    return { stop: 'DONE', pos, commands };
  } catch (error) {
    if (error instanceof Cut) return { stop: 'INPUT', pos, commands, need: Number(error.until) - pos };
    if (error instanceof Broken) return { stop: 'FAULT', pos, commands };
    throw error;
  }
}

function readCommand(reader: Reader): Uint8Array[] {
  expectByte(reader, STAR);
  const count = readNumber(reader);
  if (count === 0) throw new Broken('NONE', reader.pos);
  const args: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    expectByte(reader, DOLLAR);
    const length = readNumber(reader);
    const { bytes, pos } = reader;
    const next = bytes[pos + length];
    // A CR that is not there is seen before the LF behind it is asked for.
    if (next !== undefined && next !== CR) throw new Broken('NONE', pos + length);
    args.push(reader.take(length + 2).subarray(0, length));
    if (bytes[pos + length + 1] !== LF) throw new Broken('NONE', pos + length + 1);
  }
  return args;
}

function readNumber(reader: Reader): number {
  let digits = '';
  for (;;) {
    const byte = reader.u8();
    if (byte < 0x30 || byte > 0x39) {
      if (digits === '' || byte !== CR || Number(digits) > LARGEST) throw new Broken('NONE', reader.pos);
      expectByte(reader, LF);
      return Number(digits);
    }
    if (digits.length === MOST_DIGITS) throw new Broken('NONE', reader.pos);
    digits += String.fromCharCode(byte);
  }
}

function expectByte(reader: Reader, byte: number): void {
  if (reader.u8() !== byte) throw new Broken('NONE', reader.pos);
}

export interface CommandFrame {
  readonly offset: number;
  /** The offset is one of replication. */
  readonly live: boolean;
  /** Text behind the offset. */
  readonly source: string;
  readonly db: number;
  /** NaN: none. */
  readonly timestamp: number;
}

/** A command as an NDJSON record. */
export function jsonCommand(
  { offset, live, source, db, timestamp }: CommandFrame,
  args: readonly Row[],
  mode: BytesMode,
): string {
  const items = jsonRows(args, LAYOUT.ITEMS, mode).text.replace(/,$/, '');
  const time = Number.isNaN(timestamp) ? '' : `,"timestamp":${timestamp}`;
  const name = live ? 'replOffset' : 'offset';
  return `{"record":"command","${name}":${offset}${source},"db":${db},"args":[${items}]${time}}\n`;
}
