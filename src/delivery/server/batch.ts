/** Commands that go to a server together, and what it answered. */
import { quoteBytes } from '../../bytes/text.ts';
import { keyPositions } from '../../model/command-keys.ts';

export interface Commands {
  /** Whole commands, one behind the other. Kept until they are confirmed. */
  readonly pieces: readonly Uint8Array[];
  readonly size: number;
  /** How many: as many replies come. */
  readonly commands: number;
  /** A transaction: MULTI is this command, EXEC the last. All of it is done, or nothing. */
  readonly multiAt?: number;
}

export interface Batch extends Commands {
  /** Is sent when everything before is confirmed, and nothing behind it until it is. */
  readonly alone: boolean;
}

/** An error reply to some of them. */
export interface Refusal {
  /** Which of the commands. */
  readonly index: number;
  /** `OOM command not allowed …` */
  readonly text: string;
}

const CR = 0x0d;
const CRLF_BYTES = 2;
/** A name that is longer is none. */
const LONGEST_WORD = 64;

/** A command as messages call it: `SET "key"`. Values are not shown. */
export function commandText({ pieces }: Commands, index: number): string {
  const bytes = pieces.length === 1 ? Buffer.from(pieces[0] ?? []) : Buffer.concat(pieces);
  let at = 0;
  for (let i = 0; i < index; i++) at = readCommand(bytes, at).end;
  const { args } = readCommand(bytes, at);
  const word = (i: number): string => (args[i] ?? bytes).subarray(0, LONGEST_WORD).toString('latin1').toUpperCase();
  const name = word(0);
  if (name === 'SELECT') return `SELECT ${word(1)}`;
  const [first] = keyPositions(name, args.length, word);
  const key = first === undefined ? undefined : args[first];
  return key === undefined ? name : `${name} ${quoteBytes(key)}`;
}

/** Each for itself. */
export function splitCommands(piece: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  const commands: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const { end } = readCommand(bytes, at);
    commands.push(bytes.subarray(at, end));
    at = end;
  }
  return commands;
}

function readCommand(bytes: Buffer, start: number): { args: Buffer[]; end: number } {
  const [count, first] = readNumber(bytes, start);
  const args: Buffer[] = [];
  let at = first;
  for (let i = 0; i < count; i++) {
    const [length, from] = readNumber(bytes, at);
    args.push(bytes.subarray(from, from + length));
    at = from + length + CRLF_BYTES;
  }
  return { args, end: at };
}

/** The number behind a mark, and where its line ends. */
function readNumber(bytes: Buffer, at: number): [number, number] {
  const end = bytes.indexOf(CR, at);
  return [Number(bytes.toString('latin1', at + 1, end)), end + CRLF_BYTES];
}
