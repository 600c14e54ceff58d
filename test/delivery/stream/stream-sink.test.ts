/** Entries of a stream, as XADD has them. Source: entry-writer.ts; record-schema.md. */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { Arena } from '../../../src/bytes/arena.ts';
import { decode } from '../../../src/decode.ts';
import { BatchBuilder } from '../../../src/delivery/server/batch-builder.ts';
import { StreamSink, type StreamSinkOptions } from '../../../src/delivery/stream/stream-sink.ts';
import { MemorySource } from '../../../src/io/memory.ts';
import { RespDecoder } from '../../../src/resp/decode.ts';
import { replyItems, replyText } from '../../../src/connection/reply.ts';
import { LanePlayer, type Told } from '../lane-player.ts';

const RDB = readFileSync(new URL('../../../fixtures/rdb/hand-made/redis-09.rdb', import.meta.url));
const LARGE = readFileSync(new URL('../../../fixtures/rdb/redis-7.0.15/rdb-values/dump.rdb', import.meta.url));
const AT = 1_700_000_000_000;

let builder: BatchBuilder;
let cuts: number;

beforeEach(() => {
  builder = new BatchBuilder();
  cuts = 0;
});

function make(options: Partial<StreamSinkOptions> = {}): StreamSink {
  return new StreamSink(builder, {
    stream: 'feed',
    db: 0,
    maxLength: undefined,
    source: undefined,
    noModuleBytes: false,
    isOnce: true,
    onLoss: ({ what }) => expect.unreachable(what),
    onCut: () => cuts++,
    ...options,
  });
}

function tell(sink: StreamSink, ...commands: readonly Told[]): void {
  const lane = { sink, at: undefined, confirmed: undefined } as unknown as LanePlayer['lane'];
  new LanePlayer(lane).tell(AT, ...commands);
}

/** Commands of the batch that has been told. */
function sent(): string[][] {
  const { pieces, commands } = builder.cut();
  const decoder = new RespDecoder();
  const all: string[][] = [];
  decoder.push(Buffer.concat(pieces));
  for (let one = decoder.take(); one !== undefined; one = decoder.take()) {
    all.push(replyItems(one).map((item) => replyText(item) ?? ''));
  }
  expect(all).toHaveLength(commands);
  return all;
}

test('a command', () => {
  tell(make(), [2, 'set', 'k', 'v']);
  const record = `{"record":"command","replOffset":27,"db":2,"args":["set","k","v"],"timestamp":${AT}}`;
  const [words, ...others] = sent();
  expect(words?.join(' ')).toBe(`XADD feed * offset 27 kind command db 2 op SET key k record ${record}`);
  expect(others).toEqual([]);
});

test.each<[string, Told, string[]]>([
  ['no key', [0, 'FLUSHALL'], ['op', 'FLUSHALL']],
  ['a key behind a number', [0, 'ZUNIONSTORE', 'd', '1', 's'], ['op', 'ZUNIONSTORE', 'key', 'd']],
  ['a name of a module', [0, 'json.set', 'k', '$', '1'], ['op', 'JSON.SET', 'key', 'k']],
  ['an empty key', [0, 'DEL', ''], ['op', 'DEL', 'key', '']],
])('%s', (_name, told, fields) => {
  tell(make(), told);
  expect(sent()[0]?.slice(9, -2)).toEqual(fields);
});

test('in a database, trimmed, of one of several sources', () => {
  tell(make({ db: 5, maxLength: 1000, source: 'shard-1' }), [0, 'DEL', 'a'], [0, 'DEL', 'b']);
  const [select, first, second, back, ...others] = sent();
  expect(select).toEqual(['SELECT', '5']);
  expect(first?.slice(0, 12).join(' ')).toBe('XADD feed MAXLEN ~ 1000 * offset 20 kind command source shard-1');
  expect(JSON.parse(second?.at(-1) ?? '')).toMatchObject({ source: 'shard-1', args: ['DEL', 'b'] });
  expect(back).toEqual(['SELECT', '0']);
  expect(others).toEqual([]);
});

test('a record longer than any buffer', () => {
  const long = 'x'.repeat(1 << 20);
  tell(make(), [0, 'SET', 'k', long], [0, 'DEL', 'k']);
  const [set, del] = sent();
  expect(JSON.parse(set?.at(-1) ?? '')).toMatchObject({ args: ['SET', 'k', long] });
  expect(del?.at(-1)).toContain('"args":["DEL","k"]');
});

test('a snapshot: what is data, of its offset', async () => {
  const sink = make();
  sink.turn(1000);
  await decode(new MemorySource(RDB), sink);
  sink.turn(undefined);
  const all = sent();
  const kinds = new Set(all.map((words) => words[6]));
  expect([...kinds]).toEqual(['header', 'key', 'eof']);
  expect(all.every((words) => words[4] === '1000')).toBe(true);
  for (const words of all.filter((one) => one[6] === 'key')) {
    const record: unknown = JSON.parse(words.at(-1) ?? '');
    expect(record).toMatchObject({ record: 'key', db: Number(words[8]), key: words[10] });
  }
});

test('a snapshot goes out in batches', async () => {
  const sink = make();
  sink.turn(1000);
  await decode(new MemorySource(LARGE), sink);
  expect(cuts).toBeGreaterThan(0);
});

test('a feed has neither header nor end', () => {
  const sink = make();
  sink.open(new Arena());
  sink.begin({ format: 'psync', version: undefined, dialect: 'redis', offset: 0 });
  sink.selectDb();
  sink.end({ checksum: 'none', bytes: 0, offset: 0 });
  expect(sent()).toEqual([]);
});

test('what is told of a snapshot that is lost goes', () => {
  const sink = make();
  tell(sink, [0, 'MULTI']);
  expect(sink.isWithinMulti).toBe(true);
  sink.abandon();
  expect(sink.isWithinMulti).toBe(false);
});
