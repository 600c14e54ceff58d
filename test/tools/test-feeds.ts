/**
 * Play every recorded feed of a corpus to a replica, in pieces of all kinds and over links that are cut, and hold what it leaves
 * against what its master held: test-feeds.ts DIR. Exit status: 0 all passed, 1 some failed, 2 nothing to play.
 */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { follow } from '../../src/follow.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { ReplaySink } from '../../src/keyspace/replay-sink.ts';
import type { CommandPlace } from '../../src/model/sink.ts';
import { Replica } from '../../src/replication/replica.ts';
import { compareTruth } from './compare-truth.ts';
import { JSON_OPTIONS } from './decode-bytes.ts';
import { FakeMaster } from './fake-master.ts';
import { readFeeds, type RecordedFeed } from './feeds.ts';
import { exceptionOf } from './log-exceptions.ts';
import { Random } from './random.ts';

interface Way {
  readonly name: string;
  readonly pieces: readonly number[];
  readonly snapshotPieces?: readonly number[];
  /** How often the link is cut. */
  readonly cuts: number;
}

const WAYS: readonly Way[] = [
  { name: 'whole', pieces: [0], cuts: 0 },
  { name: 'pieces of 1 byte', pieces: [1], snapshotPieces: [13], cuts: 0 },
  { name: 'pieces of primes', pieces: [2, 3, 5, 7, 11, 13, 1009, 4099], cuts: 0 },
  { name: '20 cuts', pieces: [0], cuts: 20 },
  { name: '20 cuts, pieces of primes', pieces: [101, 1, 211, 37], cuts: 20 },
];
const SHOWN = 3;
const HEARTBEAT_MS = 20;

/** Executes what comes, and notes where each command ends. */
class NotingSink extends ReplaySink {
  readonly ends: number[] = [];

  override command(place: CommandPlace, rows: number, count: number): void {
    this.ends.push(place.replOffset ?? -1);
    super.command(place, rows, count);
  }
}

async function main([root]: readonly string[]): Promise<number> {
  const feeds = root === undefined ? [] : readFeeds(root);
  if (feeds.length === 0) {
    process.stderr.write('usage: test-feeds.ts DIR, a corpus that has recorded feeds\n');
    return 2;
  }
  let failed = 0;
  for (const feed of feeds) {
    // A server before 2.8 cannot go on with a stream.
    const ways = WAYS.filter(({ cuts }) => cuts === 0 || feed.master.old !== true);
    let whole: readonly number[] | undefined;
    let passed = 0;
    for (const way of ways) {
      const { differences, ends } = await play(feed, way);
      whole ??= ends;
      const twice = ends.join() === whole.join() ? [] : [`commands end at ${ends.join()}, not at ${whole.join()}`];
      const reasons = [...differences, ...twice];
      if (reasons.length === 0) passed++;
      else console.log(`FAIL ${feed.name} (${way.name})`);
      for (const reason of reasons.slice(0, SHOWN)) console.log(`     ${reason}`);
    }
    if (passed < ways.length) failed++;
    console.log(`${feed.name.padEnd(32)} ${String(whole?.length ?? 0).padStart(4)} commands  ${passed}/${ways.length}`);
  }
  console.log(`passed ${feeds.length - failed} of ${feeds.length}`);
  return failed === 0 ? 0 : 1;
}

interface Outcome {
  readonly differences: readonly string[];
  /** Replication offsets behind commands. */
  readonly ends: readonly number[];
}

async function play(feed: RecordedFeed, { cuts, ...pieces }: Way): Promise<Outcome> {
  const master = await FakeMaster.start({ ...feed.master, ...pieces });
  master.append(feed.stream);
  const random = new Random(feed.stream.length + cuts);
  for (let i = 0; i < cuts; i++) master.cuts.push(master.from + random.below(feed.stream.length));
  master.cuts.sort((a, b) => a - b);
  const replica = new Replica({
    name: feed.name,
    locate: () => Promise.resolve(master.endpoint),
    onBacklogGone: 'stop',
    heartbeatMs: HEARTBEAT_MS,
    backoff: { firstMs: 1, mostMs: 1 },
    now: Date.now,
    random: Math.random,
  });
  const nowMs = Date.now();
  const sink = new NotingSink({ nowMs, skipUnknown: true });
  try {
    await follow(replica, sink, {
      onPosition: ({ offset }) => {
        if (offset === master.offset) replica.stop();
      },
    });
  } finally {
    await master.stop();
  }
  const missing = exceptionOf(`${feed.name}/psync.bin`)?.missing;
  const options = { nowMs, replayedMs: nowMs, replayed: 'live', functions: true } as const;
  const { differences } = compareTruth(jsonOf(sink), feed.truth, options);
  return { differences: differences.filter((line) => missing?.test(line) !== true), ends: sink.ends };
}

/** The keys that are left, NDJSON. */
function jsonOf(replay: ReplaySink): string {
  const chunks: Buffer[] = [];
  const options = { ...JSON_OPTIONS, records: true };
  const formatter = new JsonFormatter(new ByteWriter((chunk) => chunks.push(Buffer.from(chunk))), options);
  replay.play(formatter);
  formatter.finish();
  return Buffer.concat(chunks).toString();
}

process.exitCode = await main(process.argv.slice(2));
