/** Commands as people write them. */
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { RespFormatter } from '../../../src/formatters/resp/formatter.ts';
import type { RespOptions } from '../../../src/formatters/resp/options.ts';
import { parseTarget } from '../../../src/model/target.ts';
import { Feed } from '../feed.ts';

/** Strictly: `*n`, then n times `$length`, bytes, each with CRLF. Latin-1. */
export function parseCommands(bytes: Buffer): string[][] {
  let at = 0;
  const number = (mark: string): number => {
    const end = bytes.indexOf('\r\n', at);
    const [, digits] = new RegExp(`^\\${mark}(0|[1-9]\\d*)$`).exec(bytes.toString('latin1', at, end)) ?? [];
    if (digits === undefined) throw new Error(`no ${mark} at ${at}`);
    at = end + 2;
    return Number(digits);
  };
  const commands: string[][] = [];
  while (at < bytes.length) {
    const words: string[] = [];
    for (let left = number('*'); left > 0; left--) {
      const length = number('$');
      words.push(bytes.toString('latin1', at, at + length));
      at += length;
      if (bytes.toString('latin1', at, at + 2) !== '\r\n') throw new Error(`no CRLF at ${at}`);
      at += 2;
    }
    commands.push(words);
  }
  return commands;
}

/** As `parseCommands`, a command a line. */
export function readCommands(bytes: Buffer): string[] {
  return parseCommands(bytes).map((words) => words.map((word) => (word === '' ? '""' : word)).join(' '));
}

export interface Sent {
  readonly feed: Feed;
  readonly losses: string[];
  /** All commands but SELECT 0. */
  commands(): string[];
}

/** A formatter for a target, and what it says. */
export function send(target = 'redis-8.6', options: Partial<RespOptions> = {}): Sent {
  const losses: string[] = [];
  const parts: Buffer[] = [];
  const make = (out: ByteWriter): RespFormatter =>
    new RespFormatter(out, {
      restore: false,
      replace: false,
      del: false,
      target: parseTarget(target, '--target'),
      onLoss: ({ what }) => losses.push(what),
      ...options,
    });
  const feed = new Feed(() => make(new ByteWriter((part) => parts.push(Buffer.from(part)))));
  feed.sink.begin({ format: 'rdb', version: 12, dialect: 'redis', offset: 0 });
  return {
    feed,
    losses,
    commands() {
      feed.sink.finish();
      return readCommands(Buffer.concat(parts)).filter((line) => line !== 'SELECT 0');
    },
  };
}
