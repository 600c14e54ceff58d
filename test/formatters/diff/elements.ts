/** Differences of each kind, once gone, once new, once other than it was. */
import type { ElementChange } from '../../../src/diff/change.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const T = 1_700_000_000_000;
const id = (ms: bigint, seq = 0n): { ms: bigint; seq: bigint } => ({ ms, seq });
const pairs = (...texts: string[]) =>
  texts.map((text) => ({ field: bytes(text.slice(0, 1)), value: bytes(text.slice(1)) }));

export const ELEMENTS = {
  string: [{ kind: 'string', a: bytes('old'), b: bytes('new value') }],
  list: [
    { kind: 'items', aIndex: 0, a: [bytes('a'), bytes('b c')], bIndex: 0, b: [] },
    { kind: 'items', aIndex: 7, a: [bytes('x')], bIndex: 5, b: [bytes('y')] },
    { kind: 'items', aIndex: 1007, a: [bytes('x')], bIndex: 1007, b: [bytes('y')] },
    { kind: 'items', aIndex: 1010, a: [], bIndex: 1010, b: [bytes('z')] },
    { kind: 'items', aIndex: 1011, a: [bytes('1')], bIndex: 1012, b: [bytes('2'), bytes('3')] },
  ],
  set: [
    { kind: 'member', member: bytes('gone'), a: {} },
    { kind: 'member', member: bytes('later'), a: { expireAtMs: T }, b: { expireAtMs: T + 1 } },
    { kind: 'member', member: bytes('new'), b: { expireAtMs: T } },
  ],
  zset: [
    { kind: 'member', member: bytes('ada'), a: { score: 1.5 } },
    { kind: 'member', member: bytes('eve'), a: { score: -0 }, b: { score: 0 } },
    { kind: 'member', member: bytes('bob'), b: { score: Infinity } },
  ],
  hash: [
    { kind: 'field', field: bytes('city'), a: { value: bytes('Rome') } },
    { kind: 'field', field: bytes('name'), a: { value: bytes('Ada') }, b: { value: bytes('Eve L') } },
    { kind: 'field', field: bytes('token'), a: { value: bytes('x') }, b: { value: bytes('x'), expireAtMs: T } },
    { kind: 'field', field: bytes('both'), a: { value: bytes('1'), expireAtMs: T }, b: { value: bytes('2') } },
    { kind: 'field', field: bytes('a=b'), b: { value: bytes(''), expireAtMs: T } },
  ],
  'path-hash': [
    { kind: 'field', path: bytes('/p'), field: bytes('f'), a: { value: bytes('v') }, b: { value: bytes('w') } },
  ],
  stream: [
    { kind: 'fact', name: 'lastId', a: '5-0', b: '6-0' },
    { kind: 'fact', name: 'entriesAdded', a: 5n, b: 18446744073709551615n },
    { kind: 'entry', id: id(1n), a: pairs('a1', 'b2') },
    { kind: 'entry', id: id(2n), a: pairs('a1', 'b2'), b: pairs('a1', 'b3') },
    { kind: 'entry', id: id(3n), a: pairs('a1', 'b2'), b: pairs('a1') },
    { kind: 'entry', id: id(4n), b: pairs('a1') },
    { kind: 'group', group: bytes('g1'), a: { lastId: id(1n), entriesRead: 3n } },
    { kind: 'group', group: bytes('g2'), a: { lastId: id(1n) }, b: { lastId: id(2n), entriesRead: 1n } },
    { kind: 'group', group: bytes('g3'), b: { lastId: id(2n), nacked: [id(1n), id(1n, 1n)] } },
    { kind: 'consumer', group: bytes('g1'), consumer: bytes('c'), a: { name: bytes('c'), seenAtMs: BigInt(T) } },
    {
      kind: 'consumer',
      group: bytes('g2'),
      consumer: bytes('c'),
      a: { name: bytes('c'), seenAtMs: BigInt(T) },
      b: { name: bytes('c'), seenAtMs: BigInt(T), activeAtMs: BigInt(T) },
    },
    {
      kind: 'pending',
      group: bytes('g2'),
      id: id(1n),
      a: { id: id(1n), consumer: bytes('c'), deliveredAtMs: BigInt(T), deliveries: 1n },
      b: { id: id(1n), consumer: bytes('d'), deliveredAtMs: BigInt(T), deliveries: 2n },
    },
    { kind: 'pending', group: bytes('g2'), id: id(2n), b: { id: id(2n), deliveredAtMs: BigInt(T), deliveries: 0n } },
    { kind: 'producer', producer: bytes('p'), iid: bytes('i1'), a: id(1n) },
    { kind: 'producer', producer: bytes('p'), iid: bytes('i2'), a: id(1n), b: id(2n) },
  ],
  array: [
    { kind: 'fact', name: 'insertIndex', a: 9n },
    { kind: 'array-item', index: 3n, a: bytes('x') },
    { kind: 'array-item', index: 18446744073709551614n, a: bytes('x'), b: bytes('y') },
  ],
  module: [
    { kind: 'fact', name: 'quantization', a: 'q8', b: 'none' },
    { kind: 'vector', element: bytes('e1'), a: { vector: [1, -0.5] } },
    { kind: 'vector', element: bytes('e2'), a: { vector: [1, 2] }, b: { vector: [1, 3] } },
    {
      kind: 'vector',
      element: bytes('e3'),
      a: { vector: [1], attributes: bytes('{"a":1}') },
      b: { vector: [1] },
    },
    { kind: 'opaque', a: bytes('\u0002\u0000'), b: bytes('\u0002\u0001') },
  ],
  cron: [{ kind: 'fact', name: 'script', a: bytes('return 1'), b: bytes('return 22') }],
} as const satisfies Record<string, readonly ElementChange[]>;
