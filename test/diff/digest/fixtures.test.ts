/** The records of real files: the same in runs or key by key, in pieces, and from JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DigestSink } from '../../../src/diff/digest/digest-sink.ts';
import { KEY_RECORD_BYTES, RECORD_PLACE } from '../../../src/diff/key-record.ts';
import { RdbToolError } from '../../../src/errors.ts';
import { ForwardSink } from '../../../src/filter/forward-sink.ts';
import { contentSteps, openInput, type Input } from '../../../src/input.ts';
import type { EntrySink } from '../../../src/model/sink.ts';
import { fixtureFiles } from '../../tools/fixture-files.ts';
import { MemorySource } from '../../tools/memory-source.ts';
import { OPTIONS } from './recorder.ts';

const NOW_MS = 1_700_000_000_000;

/** Gets each key by itself. */
class KeyByKey extends ForwardSink {
  readonly stringKeys = undefined;
}

/** Up to the damage, if there is some. */
async function recordsOf(input: Input, places: boolean, front = (sink: EntrySink) => sink): Promise<string[]> {
  const records: string[] = [];
  const sink = new DigestSink('a', OPTIONS, (bytes) => {
    for (let at = 0; at < bytes.length; at += KEY_RECORD_BYTES) {
      records.push(Buffer.from(bytes.subarray(at, at + (places ? KEY_RECORD_BYTES : RECORD_PLACE))).toString('hex'));
    }
  });
  const contents = await openInput(input);
  try {
    const steps = contentSteps(contents, front(sink), { nowMs: NOW_MS });
    while ((await steps.next()).done !== true) sink.flush();
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  sink.flush();
  return records;
}

describe('an RDB', () => {
  test.each(fixtureFiles('.rdb', 'rdb').map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
    const bytes = readFileSync(path);
    const whole = await recordsOf(new MemorySource(bytes), true);
    expect(await recordsOf(new MemorySource(bytes), true, (sink) => new KeyByKey(sink))).toEqual(whole);
    expect(await recordsOf(new MemorySource(bytes, 4096), true)).toEqual(whole);
    if (bytes.length < 20_000) expect(await recordsOf(new MemorySource(bytes, 7), true)).toEqual(whole);
    const json = path.replace(/\.rdb$/, '.ndjson');
    if (!existsSync(json)) return;
    const fromJson = await recordsOf(new MemorySource(readFileSync(json)), false);
    expect(fromJson).toEqual(whole.map((record) => record.slice(0, 2 * RECORD_PLACE)));
  });
});

/** Servers may save a data set as an RDB, as commands, or as an RDB and commands. */
describe('a log', () => {
  test.each(
    fixtureFiles('.aof', 'aof')
      .filter(({ path }) => !path.includes('appendonlydir'))
      .map(({ name, path }) => [name, path] as const),
  )('%s', async (_name, path) => {
    const whole = await recordsOf(path, true);
    expect(await recordsOf(path, true, (sink) => new KeyByKey(sink))).toEqual(whole);
  });
});
