/** One value of each type. */
import type { StreamConsumer } from '../../src/model/stream.ts';
import type { Feed } from './feed.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Times are relative to this. */
export const NOW = 1_700_000_000_000;

export function feedAllTypes(feed: Feed): void {
  feed.entry({ key: 'l', type: 'list', encoding: 'quicklist2' }, (sink) => {
    sink.items(feed.rows('a', 'b c'), 2);
    sink.items(feed.rows('7'), 1);
  });
  feed.entry({ key: 's', type: 'set', encoding: 'hashtable' }, (sink) => {
    sink.items(feed.rows('one'), 1);
    sink.memberExpire(...feed.span('one'), NOW + DAY);
  });
  feed.entry({ key: 'z', type: 'zset', encoding: 'skiplist' }, (sink) => {
    sink.members(feed.rows(['a', 1.5], ['b', Infinity], ['c', -0]), 3);
  });
  feed.entry({ key: 'h', type: 'hash', encoding: 'listpackex', expireAtMs: NOW + 3 * DAY + 4 * HOUR }, (sink) => {
    sink.fields(feed.rows(['name', NaN], 'Ada', ['city', NOW + HOUR], 'Zürich', ['a=b', NOW - HOUR], ''), 3);
  });
  feed.entry({ key: 'x', type: 'stream', encoding: 'stream-listpacks', sizeBytes: 2048 }, (sink) => {
    sink.streamEntry(...feed.span('1-0'), feed.rows('f', 'v', 'g', 'w'), 2);
    sink.streamTotals({
      length: 1n,
      lastId: { ms: 5n, seq: 0n },
      firstId: { ms: 1n, seq: 0n },
      maxDeletedId: { ms: 4n, seq: 2n },
      entriesAdded: 3n,
    });
    const consumers: StreamConsumer[] = [
      { name: Buffer.from('c1'), seenAtMs: BigInt(NOW - DAY), activeAtMs: BigInt(NOW - HOUR) },
    ];
    const pending = {
      count: 1,
      ids: BigUint64Array.of(1n, 0n),
      deliveredAtMs: BigInt64Array.of(BigInt(NOW - 2 * HOUR)),
      deliveries: BigUint64Array.of(3n),
      consumer: Int32Array.of(0),
    };
    sink.group({ name: Buffer.from('g'), lastId: { ms: 1n, seq: 0n }, entriesRead: 1n }, pending, consumers);
  });
  feed.entry({ key: 'm', type: 'module', encoding: 'module2', module: { name: 'ReJSON-RL', version: 3 } });
  feed.entry({ key: 'arr', type: 'array', encoding: 'array' }, (sink) => {
    sink.array(2, 9n);
    sink.arrayItem(0n, ...feed.span('a'), false);
    sink.arrayItem(8n, ...feed.span('2.5'), true);
  });
  feed.entry({ key: 'ph', type: 'path-hash', encoding: 'path-hash' }, (sink) => {
    sink.path(...feed.span('/a'));
    sink.fields(feed.rows('f', 'v'), 1);
    sink.path(...feed.span('/b'));
    sink.fields(feed.rows('g', 'w', 'h', 'x'), 2);
  });
  feed.entry({ key: 'cr', type: 'cron', encoding: 'cron' }, (sink) => {
    const script = Buffer.from("redis.call('incr', KEYS[1])");
    sink.cron({ script, startMs: BigInt(NOW + HOUR), intervalMs: 60_000n, keys: [Buffer.from('n')], args: [] });
  });
}
