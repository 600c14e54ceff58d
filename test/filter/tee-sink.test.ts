/** Each of several sinks gets what it would get alone. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { Arena } from '../../src/bytes/arena.ts';
import { decode } from '../../src/decode.ts';
import { teeOf } from '../../src/filter/tee-sink.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { RespFormatter } from '../../src/formatters/resp/formatter.ts';
import type { OutputSink } from '../../src/formatters/formatter.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { CommandPlace } from '../../src/model/sink.ts';
import { JSON_OPTIONS } from '../tools/decode-bytes.ts';
import { MemorySource } from '../tools/memory-source.ts';
import { bytes, close, key, length, string } from '../tools/rdb-bytes.ts';

const FILE = close(
  bytes(
    'REDIS0009',
    key(0, 'a', string('1')),
    key(0, 'b', string('2')),
    key(1, 'list', length(2), string('x'), string('y')),
    key(4, 'hash', length(1), string('f'), string('v')),
    key(0, 'c', string('3')),
  ),
  'zero',
);

interface Printed {
  readonly sink: OutputSink;
  text(): string;
}

function print(make: (out: ByteWriter) => OutputSink): Printed {
  const parts: Buffer[] = [];
  const sink = make(new ByteWriter((part) => parts.push(Buffer.from(part))));
  return {
    sink,
    text() {
      sink.finish();
      return Buffer.concat(parts).toString('latin1');
    },
  };
}

const KINDS: readonly ((out: ByteWriter) => OutputSink)[] = [
  (out) => new JsonFormatter(out, JSON_OPTIONS),
  (out) => new RespFormatter(out, { restore: true, replace: true, del: false, onLoss: () => {} }),
  (out) => new RespFormatter(out, { restore: false, replace: false, del: true, onLoss: () => {} }),
];

test('values that sinks want in different ways are played for each', async () => {
  // Output regions are the arena's, so each formatter is tried beside sinks that want other things, not beside other formatters.
  for (const make of KINDS) {
    const alone = print(make);
    await decode(new MemorySource(FILE), alone.sink);
    for (const interest of ['skip', 'raw', 'elements'] as const) {
      const keys: string[] = [];
      const other = new (class extends NullSink {
        override key({ start, end }: { start: number; end: number }) {
          keys.push(this.arena.latin1(start, end));
          return interest;
        }
      })();
      const printed = print(make);
      await decode(new MemorySource(FILE), teeOf([other, printed.sink, other]));
      expect(printed.text(), interest).toBe(alone.text());
      expect(keys, interest).toEqual(['a', 'b', 'list', 'hash', 'c'].flatMap((name) => [name, name]));
    }
  }
});

test('a sink that makes the table of rows its own takes nothing from the next', () => {
  const seen: string[] = [];
  const greedy = new (class extends NullSink {
    readonly command = (_place: CommandPlace, rows: number, count: number): void => {
      for (let i = 0; i < count; i++) {
        const at = (rows >>> 2) + 4 * i;
        seen.push(this.arena.latin1(this.arena.u32[at] ?? 0, this.arena.u32[at + 1] ?? 0));
        this.arena.u32[at] = 0;
        this.arena.u32[at + 1] = 0;
      }
    };
  })();
  const arena = new Arena();
  const sink = teeOf([greedy, greedy]);
  sink.open(arena);
  arena.putLatin1('SETkv', arena.window.start);
  const row = arena.rows.start >>> 2;
  for (const [i, [from, to]] of [
    [0, 3],
    [3, 4],
    [4, 5],
  ].entries()) {
    arena.u32[row + 4 * i] = arena.window.start + (from ?? 0);
    arena.u32[row + 4 * i + 1] = arena.window.start + (to ?? 0);
  }
  sink.command?.({ db: 0, timestampMs: undefined, offset: 0 }, arena.rows.start, 3);
  expect(seen).toEqual(['SET', 'k', 'v', 'SET', 'k', 'v']);
});

test('no sink is a sink that wants nothing, and one needs no tee', () => {
  const one = new NullSink();
  expect(teeOf([one])).toBe(one);
  expect(teeOf([])).toBeInstanceOf(NullSink);
});
