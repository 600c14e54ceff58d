/** What changes after a scan, as commands: keys that are told of are read again, and put or removed as they are then. */
import { setTimeout as delay } from 'node:timers/promises';
import { encodeRequest } from '../../resp/encode.ts';
import type { DirtyKeys } from './dirty-keys.ts';
import type { KeyReader, ReadKey } from './key-reader.ts';
import type { ScanLink } from './scan-link.ts';
import type { CommandCounters } from './unnotified.ts';
import { replyBytes } from './server-words.ts';

export interface FeedParts {
  readonly link: ScanLink;
  readonly reader: KeyReader;
  readonly dirty: DirtyKeys;
  /** Undefined: the server tells none. */
  readonly counters: CommandCounters | undefined;
}

export interface FeedOptions {
  /** Changes of a key within this time are one. */
  readonly gatherMs: number;
  /** How often it is looked for what no notification tells of. */
  readonly lookMs: number;
  readonly now: () => number;
}

/** What following by notifications does not see, to be said once. */
export const FOLLOW_LIMITS =
  'notifications tell that a key has changed, not how: changes that follow fast become one, transactions do not stay whole, ' +
  'and what consumer groups read and acknowledge (XREADGROUP, XACK, XCLAIM) is seen when their stream changes otherwise';

/** Keys that are read between two looks at anything else. */
const MOST_KEYS = 1024;

export class ScanFeed {
  private readonly parts: FeedParts;
  private readonly options: FeedOptions;
  /** What happened that it cannot tell: the rest is worth nothing. */
  missed: string | undefined;
  /** When the first of the keys changed that are told now; Unix ms. */
  changedMs: number;
  private isStopped = false;
  private wake: (() => void) | undefined;
  private lookedMs: number;

  constructor(parts: FeedParts, options: FeedOptions) {
    this.parts = parts;
    this.options = options;
    this.lookedMs = options.now();
    this.changedMs = this.lookedMs;
  }

  /** What was told before still comes. */
  stop(): void {
    this.isStopped = true;
    this.stir();
  }

  /** @param why - in words */
  miss(why: string): void {
    this.missed ??= why;
    this.stir();
  }

  /** Something has changed. */
  stir(): void {
    this.wake?.();
    this.wake = undefined;
  }

  /** Whole commands, until it is stopped or something is missed. @throws ReplicationError */
  async *commands(): AsyncGenerator<Uint8Array, void> {
    const { dirty } = this.parts;
    for (;;) {
      await this.something();
      yield* this.look();
      if (this.missed !== undefined || (this.isStopped && dirty.size === 0)) return;
      if (dirty.size < MOST_KEYS && !this.isStopped) await delay(this.options.gatherMs);
      yield* this.changes();
    }
  }

  /** Until there is something to do, or it is time to look. */
  private async something(): Promise<void> {
    if (this.isStopped || this.missed !== undefined || this.parts.dirty.size > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.lookMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async *look(): AsyncGenerator<Uint8Array> {
    const { counters, link } = this.parts;
    const now = this.options.now();
    if (now - this.lookedMs < this.options.lookMs) return;
    this.lookedMs = now;
    // Servers close connections that are idle, if they are told to.
    if (counters === undefined) await link.call('PING');
    const happened = (await counters?.look()) ?? new Set();
    if (happened.has('everything')) this.miss('a database was flushed or swapped');
    else if (happened.has('functions')) {
      const libraries = replyBytes(await link.call('FUNCTION', 'DUMP'));
      if (libraries !== undefined) yield encodeRequest(['FUNCTION', 'RESTORE', libraries, 'FLUSH']);
    }
  }

  private async *changes(): AsyncGenerator<Uint8Array> {
    const { dirty, reader } = this.parts;
    const changed = dirty.take(MOST_KEYS);
    if (changed === undefined) return;
    const { db, keys, sinceMs } = changed;
    this.changedMs = sinceMs;
    for await (const read of reader.read(db, keys)) {
      yield Buffer.concat([encodeRequest(['SELECT', String(db)]), ...read.map(putChange)]);
    }
  }
}

/** Source: aof-replication-resp.md 6.3. A time to live of 0 is none. */
function putChange(read: ReadKey): Uint8Array {
  const { key, payload } = read;
  if (payload === undefined) return encodeRequest(['UNLINK', key]);
  const { expireAtMs = 0, idleSeconds, freq } = read;
  const use =
    idleSeconds !== undefined ? ['IDLETIME', String(idleSeconds)] : freq !== undefined ? ['FREQ', String(freq)] : [];
  return encodeRequest(['RESTORE', key, String(expireAtMs), payload, 'REPLACE', 'ABSTTL', ...use]);
}
