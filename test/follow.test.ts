/** A live server into one sink: as programs do it. */
import { expect, onTestFinished, test } from 'vitest';
import { follow, type FollowOptions } from '../src/follow.ts';
import { NullSink } from '../src/model/null-sink.ts';
import { ENOUGH, type CommandPlace, type Interest, type KeyHeader } from '../src/model/sink.ts';
import { Replica } from '../src/replication/replica.ts';
import { command } from './replication/following.ts';
import { FakeMaster, REPLID, type FakeMasterOptions } from './tools/fake-master.ts';
import { writeRdb } from './tools/rdb-writer.ts';

const KEY = { key: Buffer.from('k'), value: { type: 'string', value: Buffer.from('v') } } as const;

/** Keys and commands as lines; after `most` of them it has had enough. */
class Lines extends NullSink {
  readonly lines: string[] = [];
  private readonly most: number;

  constructor(most = Infinity) {
    super();
    this.most = most;
  }

  override key({ db, start, end }: KeyHeader): Interest {
    this.tell(`${db} key ${this.arena.latin1(start, end)}`);
    return 'skip';
  }

  readonly command = ({ db, replOffset }: CommandPlace, rows: number, count: number): void => {
    const { arena } = this;
    const words = Array.from({ length: count }, (_none, i) => {
      const row = (rows >>> 2) + 4 * i;
      return arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0);
    });
    this.tell(`${db} ${replOffset} ${words.join(' ')}`);
  };

  private tell(line: string): void {
    this.lines.push(line);
    if (this.lines.length >= this.most) throw ENOUGH;
  }
}

async function run(
  sink: Lines,
  options: FollowOptions & { readonly until?: number },
  answers: Pick<FakeMasterOptions, 'answer'> = {},
): Promise<void> {
  const master = await FakeMaster.start({ snapshot: writeRdb([KEY]), offset: 100, ...answers });
  onTestFinished(() => master.stop());
  master.append(command('SELECT', '3') + command('INCR', 'k'));
  const replica = new Replica({
    name: 'the master',
    locate: () => Promise.resolve(master.endpoint),
    onBacklogGone: 'stop',
    backoff: { firstMs: 1, mostMs: 1 },
    now: Date.now,
    random: () => 0,
  });
  await follow(replica, sink, {
    ...options,
    onPosition: async (position) => {
      await options.onPosition?.(position);
      if (position.offset === options.until) replica.stop();
    },
  });
}

test('keys, then commands, then where it is', async () => {
  const sink = new Lines();
  const positions: string[] = [];
  await run(sink, {
    until: 144,
    onSnapshot: ({ offset }) => positions.push(`snapshot at ${offset}`),
    onSnapshotEnd: (_segment, whole) => positions.push(`whole: ${whole}`),
    onPosition: ({ replid, offset, db }) => {
      positions.push(`${replid === REPLID} ${offset} ${db}`);
    },
  });
  expect(sink.lines).toEqual(['0 key k', '0 123 SELECT 3', '3 144 INCR k']);
  expect(positions.slice(0, 2)).toEqual(['snapshot at 100', 'whole: true']);
  expect(positions.at(-1)).toBe('true 144 3');
});

test('a sink that has had enough ends it', async () => {
  const sink = new Lines(2);
  await run(sink, {});
  expect(sink.lines).toEqual(['0 key k', '0 123 SELECT 3']);
});

test('a snapshot whose rest is lost is told, and another one follows', async () => {
  const beginning = writeRdb([KEY, KEY]).subarray(0, 15).toString('latin1');
  const answer = ([name]: readonly string[], connection: number): string | undefined =>
    name === 'PSYNC' && connection === 1
      ? `+FULLRESYNC ${REPLID} 50\r\n$EOF:${'m'.repeat(40)}\r\n${beginning}`
      : undefined;
  const ends: boolean[] = [];
  const sink = new Lines();
  const master = await FakeMaster.start({ snapshot: writeRdb([KEY]), offset: 100, answer });
  onTestFinished(() => master.stop());
  const replica = new Replica({
    name: 'the master',
    locate: () => Promise.resolve(master.endpoint),
    onBacklogGone: 'stop',
    backoff: { firstMs: 1, mostMs: 1 },
    now: Date.now,
    random: () => 0,
    onEvent: ({ kind }) => {
      if (kind === 'snapshot' && master.connections === 1) master.cut();
    },
  });
  await follow(replica, sink, {
    onSnapshotEnd: (_segment, whole) => {
      ends.push(whole);
      if (whole) replica.stop();
    },
  });
  expect(ends).toEqual([false, true]);
  expect(sink.lines.at(-1)).toBe('0 key k');
});
