/** Logs given to sinks that take keys: replayed by an engine that knows SET and DEL. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../src/bytes/writer.ts';
import { JsonFormatter } from '../src/formatters/json/formatter.ts';
import { decodeInput, type DecodeOptions } from '../src/input.ts';
import { ROW_BYTES } from '../src/kernels/kernels.ts';
import { NullSink } from '../src/model/null-sink.ts';
import type { Replay } from '../src/model/replay.ts';
import type { CommandPlace, EntrySink } from '../src/model/sink.ts';
import { command } from './aof/log-events.ts';
import { JSON_OPTIONS } from './tools/decode-bytes.ts';

/** Strings of one database. */
class Strings extends NullSink implements Replay {
  private readonly keys = new Map<string, string>();

  command(_place: CommandPlace, rows: number, count: number): void {
    const [name, key = '', value = ''] = Array.from({ length: count }, (_, i) => {
      const at = (rows + ROW_BYTES * i) >>> 2;
      return this.arena.latin1(this.arena.u32[at] ?? 0, this.arena.u32[at + 1] ?? 0);
    });
    if (name === 'SET') this.keys.set(key, value);
    if (name === 'DEL') this.keys.delete(key);
  }

  play(target: EntrySink): void {
    const { arena } = this;
    const { scratch } = arena;
    target.open(arena);
    for (const [key, value] of this.keys) {
      const middle = scratch.start + key.length;
      arena.putLatin1(key + value, scratch.start);
      const span = { start: scratch.start, end: middle };
      const header = {
        db: 0,
        ...span,
        type: 'string',
        encoding: 'raw',
        typeByte: 0,
        meta: [],
        noEvict: false,
      } as const;
      const rest = {
        module: undefined,
        expireAtMs: undefined,
        idleSeconds: undefined,
        freq: undefined,
        mvcc: undefined,
      };
      if (target.key({ ...header, ...rest, offset: 0 }) === 'elements')
        target.string(middle, middle + value.length, true);
      target.endKey({ sizeBytes: value.length, ...span });
    }
  }
}

async function replay(log: string, options: DecodeOptions & { readonly records?: boolean } = {}): Promise<string> {
  const parts: Buffer[] = [];
  const out = new ByteWriter((part) => parts.push(Buffer.from(part)));
  const formatter = new JsonFormatter(out, { ...JSON_OPTIONS, records: options.records ?? false });
  let failed = '';
  try {
    await decodeInput(Buffer.from(log), formatter, { makeReplay: () => new Strings(), ...options });
  } catch (error) {
    failed = String(error);
  }
  formatter.finish();
  return Buffer.concat(parts).toString() + failed;
}

const LOG = command('SET', 'a', '1') + command('SET', 'b', '2') + command('SET', 'a', '3') + command('DEL', 'b');
const LINE = '{"db":0,"key":"a","type":"string","encoding":"raw","value":"3"}\n';

test('the keys that are left', async () => {
  expect(await replay(LOG)).toBe(LINE);
});

test('a sink that takes commands gets keys if it asks for them', async () => {
  expect(await replay(LOG, { records: true, replay: true })).toBe(`{"record":"key","offset":0,${LINE.slice(1)}`);
});

test('of a damaged log, those that what is good of it leaves', async () => {
  const text = await replay(`${LOG}garbage`);
  expect(text.startsWith(LINE)).toBe(true);
  expect(text).toContain('DecodeError: expected a command');
});

test('up to a byte', async () => {
  expect(await replay(LOG, { untilOffset: 54 })).toContain('"key":"b"');
});
