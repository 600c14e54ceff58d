/** What stands twice, in the kernels' sources and in TypeScript, must say the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  BYTES,
  FORM,
  DOUBLE_ROOM,
  FAULTS,
  LAYOUT,
  loadKernels,
  LONGEST_PREFIX,
  NOTICE,
  PREFIX_TABLE,
  ROW_BYTES,
  SHAPE,
  STOP,
  STRING_ROOM,
  TALLY,
} from '../../src/kernels/kernels.ts';
import { FAULT } from '../../src/kernels/twins/answer.ts';

const here = new URL('.', import.meta.url);
const assembly = new URL('../../src/kernels/assembly/', here);

function sources(folder: URL): string {
  return readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
}

const source = sources(assembly);

/** The numeric constants whose names begin with `prefix`, without it. */
function constants(prefix: string): Record<string, number> {
  const found = source.matchAll(new RegExp(`^(?:export )?const ${prefix}(\\w*): (?:u32|usize) = (\\d+);`, 'gm'));
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value)]));
}

test.each([
  ['STOP_', STOP],
  ['NOTICE_', NOTICE],
  ['FAULT_', FAULT],
  ['SHAPE_', SHAPE],
  ['LAYOUT_', LAYOUT],
  ['BYTES_', BYTES],
  ['PREFIX_', PREFIX_TABLE],
  ['TALLY_', TALLY],
  ['FORM_', FORM],
])('%s', (prefix, table) => {
  expect(constants(prefix)).toEqual(table);
});

test('room and rows', () => {
  expect(constants('STRING_ROOM')).toEqual({ '': STRING_ROOM });
  expect(constants('DOUBLE_ROOM')).toEqual({ '': DOUBLE_ROOM });
  expect(constants('LONGEST_PREFIX')).toEqual({ '': LONGEST_PREFIX });
  expect(constants('ROW')).toEqual({ '': ROW_BYTES });
});

test('each fault number has its code, in order', () => {
  const names = Object.keys(FAULT);
  expect(Object.values(FAULT)).toEqual(names.map((_, i) => i));
  const codes = FAULTS.map(([code]) => code);
  expect(codes.slice(1).map(String)).toEqual(names.slice(1));
});

test('every kernel is there, and called by a test', () => {
  const index = readFileSync(new URL('index.ts', assembly), 'utf8');
  const lists = [...index.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  const names = lists.map((name) => name.trim()).filter((name) => name !== '');
  const exported: object = loadKernels().kernels;
  expect([...names, 'init', 'memory'].toSorted()).toEqual(Object.keys(exported).toSorted());
  const tests = sources(here);
  // The loader's own is not called: without its table no double is printed right.
  const called = names.filter((name) => new RegExp(`kernels\\.${name}\\(|'${name}'`).test(tests));
  expect(names.filter((name) => name !== 'doublePowers' && !called.includes(name))).toEqual([]);
});
