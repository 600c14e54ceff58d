/** A replica of a fake master, and what comes of it. */
import { Replica } from '../../src/replication/replica.ts';
import type { ReplicaOptions } from '../../src/replication/replica-options.ts';
import type { LinkEvent, Segment } from '../../src/replication/segment.ts';
import { encodeRequest } from '../../src/resp/encode.ts';
import type { FakeMaster } from '../tools/fake-master.ts';

export const command = (...words: readonly string[]): string => Buffer.from(encodeRequest(words)).toString('latin1');

/** What a replica gave: a snapshot's or a feed's bytes, and what reading them ended with. */
export interface Given {
  readonly kind: Segment['kind'];
  readonly at: string;
  text: string;
  error?: string;
}

export interface Following {
  readonly replica: Replica;
  readonly events: LinkEvent[];
  readonly given: Given[];
  /** Resolves when `segments` returns; its error, if it throws one. */
  readonly over: Promise<unknown>;
  /** Resolves when what is given is so. */
  until(condition: () => boolean): Promise<void>;
}

export function followMaster(master: FakeMaster, options: Partial<ReplicaOptions> = {}): Following {
  const events: LinkEvent[] = [];
  const given: Given[] = [];
  const waiting: (() => void)[] = [];
  const look = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  const replica = new Replica({
    name: 'the master',
    locate: () => Promise.resolve(master.endpoint),
    onBacklogGone: 'stop',
    heartbeatMs: 5,
    backoff: { firstMs: 1, mostMs: 1 },
    now: Date.now,
    random: () => 0,
    ...options,
    onEvent: (event) => {
      events.push(event);
      look();
    },
  });
  const read = async (): Promise<unknown> => {
    try {
      for await (const segment of replica.segments()) await readSegment(segment, given, look);
      return undefined;
    } catch (error) {
      return error;
    } finally {
      look();
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { replica, events, given, over: read(), until };
}

async function readSegment(segment: Segment, given: Given[], look: () => void): Promise<void> {
  const at = segment.kind === 'snapshot' ? `${segment.offset}` : `${segment.from.offset} db ${segment.from.db}`;
  const piece: Given = { kind: segment.kind, at, text: '' };
  given.push(piece);
  look();
  const into = Buffer.alloc(4096);
  try {
    for (;;) {
      const got = await segment.source.read(into);
      if (got === 0) break;
      piece.text += into.toString('latin1', 0, got);
      look();
    }
  } catch (error) {
    piece.error = error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : String(error);
  }
  look();
}
