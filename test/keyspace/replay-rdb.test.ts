/** What an RDB at the head of a log holds comes out of a replay as it went in. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { decode } from '../../src/decode.ts';
import { RdbToolError } from '../../src/errors.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { MemorySource } from '../../src/io/memory.ts';
import { BYTES } from '../../src/kernels/kernels.ts';
import { ReplaySink } from '../../src/keyspace/replay-sink.ts';

const ROOT = new URL('../../fixtures/rdb/', import.meta.url);
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rdb'));

type Fields = Readonly<Record<string, unknown>>;

test.each(FILES)('%s', async (name) => {
  const bytes = readFileSync(new URL(name, ROOT));
  const direct = new Printer();
  const sink = new ReplaySink({ nowMs: 0 });
  try {
    await decode(new MemorySource(bytes), direct.formatter);
    await decode(new MemorySource(bytes), sink);
  } catch (error) {
    // Damaged files are tested elsewhere, and no log has cron jobs or path hashes.
    if (error instanceof RdbToolError) return;
    throw error;
  }
  const replayed = new Printer();
  sink.play(replayed.formatter);
  expect(replayed.keys()).toEqual(direct.keys());
  expect(replayed.others()).toEqual(direct.others());
});

/** Records beside keys that are kept, in any order. */
const KEPT: ReadonlySet<unknown> = new Set(['aux', 'function', 'module-aux', 'slot-import']);
/** AUX fields that tell of single keys or slots. */
const OF_KEYS: ReadonlySet<unknown> = new Set(['mvcc-tstamp', 'slot-info']);

class Printer {
  private readonly parts: Buffer[] = [];
  readonly formatter = new JsonFormatter(new ByteWriter((bytes) => this.parts.push(Buffer.from(bytes))), {
    records: true,
    array: false,
    keysOnly: false,
    bytes: BYTES.AUTO,
    slots: false,
    noModuleBytes: false,
  });

  /** Records in the order of their keys; what is in no order in the order of its text. How it is stored is left out. */
  keys(): Fields[] {
    const keys = this.records().filter(({ record }) => record === undefined || record === 'key');
    return keys.map(({ encoding: _encoding, ...record }) => ordered(record)).sort(byText);
  }

  others(): Fields[] {
    return this.records()
      .filter(({ record, name }) => KEPT.has(record) && !OF_KEYS.has(name))
      .sort(byText);
  }

  private records(): Fields[] {
    this.formatter.finish();
    const lines = Buffer.concat(this.parts).toString('latin1').split('\n').filter(Boolean);
    return lines.map((line): Fields => {
      const { offset: _offset, size: _size, ...rest } = JSON.parse(line);
      return rest;
    });
  }
}

function ordered(record: Fields): Fields {
  const { type, value } = record;
  if (type === 'array') return { ...record, value: JSON.stringify(value, asNumber) };
  const free = type === 'set' || type === 'hash' || type === 'zset';
  return free && Array.isArray(value) ? { ...record, value: value.toSorted(byText) } : record;
}

/** Servers that load integers beyond 61 bits make text of them. */
function asNumber(_name: string, value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : Number(left > right);
}
