/** Logs given to sinks that take keys: they get what the commands leave. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../src/bytes/writer.ts';
import { JsonFormatter } from '../src/formatters/json/formatter.ts';
import { decodeInput, type DecodeOptions } from '../src/input.ts';
import { command } from './aof/log-events.ts';
import { JSON_OPTIONS } from './tools/decode-bytes.ts';

async function replay(log: string, options: DecodeOptions & { readonly records?: boolean } = {}): Promise<string> {
  const parts: Buffer[] = [];
  const out = new ByteWriter((part) => parts.push(Buffer.from(part)));
  const formatter = new JsonFormatter(out, { ...JSON_OPTIONS, records: options.records ?? false });
  let failed = '';
  try {
    await decodeInput(Buffer.from(log), formatter, options);
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
  expect(await replay(LOG, { records: true, replay: true })).toContain(`{"record":"key","offset":0,${LINE.slice(1)}`);
});

test('of a damaged log, those that what is good of it leaves', async () => {
  const text = await replay(`${LOG}garbage`);
  expect(text.startsWith(LINE)).toBe(true);
  expect(text).toContain('DecodeError: expected a command');
});

test('up to a byte', async () => {
  expect(await replay(LOG, { untilOffset: 54 })).toContain('"key":"b"');
});

test('a command that is not known stops it', async () => {
  const text = await replay(LOG + command('JSON.SET', 'x', '$', '1') + command('DEL', 'a'));
  expect(text).toBe(
    `${LINE}UnsupportedError: command "json.set" cannot be replayed: what it does is not known (byte 101)`,
  );
});

test('or is passed over, and told', async () => {
  const told: string[] = [];
  const skipped = new Map<string, number>();
  const text = await replay(LOG + command('JSON.SET', 'x', '$', '1') + command('SET', 'c', '4'), {
    skipUnknown: true,
    onWarning: ({ message, offset }) => told.push(`${message} (byte ${offset})`),
    onSkipped: (all) => all.forEach((count, name) => skipped.set(name, count)),
  });
  expect(text).toContain('"key":"c"');
  expect(told).toEqual(['command "json.set" is passed over: what it does is not known (byte 101)']);
  expect([...skipped]).toEqual([['"json.set"', 1]]);
});
