/**
 * DUMP payloads that crashed, hung or fooled servers, and payloads and files of the newest layouts: each gives just the error
 * or the value that is written here. The tables with the bytes are shared by several projects and stand beside this
 * repository; without them there is nothing to read, and the tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { RdbToolError, type ErrorCode } from '../../src/errors.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decodePayload } from '../../src/rdb/payload.ts';
import { decodeBytes, JSON_OPTIONS } from '../tools/decode-bytes.ts';
import { ERRORS, VALUES } from './corrupt-payloads.ts';
import { VECTORS } from './vectors.ts';

const reference = join(import.meta.dirname, '../../../shared/reference');

/** The rows of a table without its head; undefined if it is not there. */
function readTable(name: string): string[][] | undefined {
  const path = join(reference, name);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split('\t'));
}

interface Answer {
  /** Key records, NDJSON. */
  readonly text: string;
  readonly code: ErrorCode | undefined;
}

function decodeDump(payload: Uint8Array, skipChecksum: boolean): Answer {
  const chunks: Buffer[] = [];
  const out = new ByteWriter((chunk) => chunks.push(Buffer.from(chunk)));
  const sink = new JsonFormatter(out, JSON_OPTIONS);
  let code: ErrorCode | undefined;
  try {
    decodePayload(new Arena(), payload, Buffer.from('k'), sink, { skipChecksum });
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
    code = error.code;
    sink.abandon();
  }
  sink.finish();
  return { text: Buffer.concat(chunks).toString(), code };
}

const corrupt = readTable('corrupt-dump-payloads.tsv');
const vectors = readTable('rdb-v13-v15-vectors.tsv');
const MISSING = 'skipped: the table is not beside this repository';

describe('corrupt payloads', () => {
  if (corrupt === undefined) test.skip(MISSING, () => undefined);

  test('the table holds what is expected here', () => {
    const known = new Set([...Object.keys(ERRORS), ...Object.keys(VALUES)]);
    expect(corrupt?.map(([id = '']) => id).filter((id) => !known.has(id)) ?? []).toEqual([]);
    expect(known.size).toBe(91);
  });

  const rows = corrupt?.map((row) => [row[0] ?? '', row[9] ?? '', row[10] ?? ''] as const) ?? [];
  test.each(rows)('%s: %s', (id, _defect, hex) => {
    // Most of the checksums are wrong on purpose.
    const { code, text } = decodeDump(Buffer.from(hex, 'hex'), true);
    expect(code).toBe(ERRORS[id]);
    const value = VALUES[id];
    expect(text).toBe(value === undefined ? '' : `{"db":0,"key":"k",${value}}\n`);
  });
});

describe('vectors of the newest layouts', () => {
  if (vectors === undefined) test.skip(MISSING, () => undefined);

  test('the table holds what is expected here', () => {
    const unknown = vectors?.map(([what = '']) => what).filter((what) => !(what in VECTORS)) ?? [];
    expect(unknown).toEqual([]);
    expect(Object.keys(VECTORS)).toHaveLength(67);
  });

  const rows = vectors?.map((row) => [row[0] ?? '', row[1] ?? ''] as const) ?? [];
  test.each(rows)('%s', async (what, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    const isFile = /REDIS|VALKEY|VCS/.test(bytes.toString('latin1', 0, 6));
    const { records = [], error } = VECTORS[what] ?? {};
    const answer: Answer = isFile ? await readFile(bytes) : decodeDump(bytes, false);
    expect(answer.text).toBe(records.map((record) => `{"db":0,"key":${record}}\n`).join(''));
    expect(answer.code).toBe(error);
  });
});

async function readFile(bytes: Uint8Array): Promise<Answer> {
  const { text, error } = await decodeBytes(bytes);
  return { text, code: error?.code };
}
