import { describe, expect, test } from 'vitest';
import { DecodeError } from '../../src/errors.ts';
import { checkModule, readModule } from '../../src/modules/registry.ts';
import { scalarsOf, text } from './scalars.ts';

const ID = { name: 'vectorset', version: 0 };

/** Id 1, level 0, serial version 1; no links of 32, no worst link; norm 2, range 0.5. */
const NODE = '02 06  02 01  02 81 0000000001000000  02 00  02 20  02 00  02 81 3f00000040000000';
/** The same of serial version 0, which has no worst link. */
const OLD_NODE = '02 05  02 01  02 00  02 00  02 20  02 81 3f00000040000000';
/** Two layers; in the lower one a link to node 2. */
const LINKED_NODE =
  '02 0a  02 01  02 81 0000000001000001  02 01  02 20  02 02  02 00  02 00  02 10  02 00  02 81 3f00000040000000';

const F32 = '02 02  02 01  02 00  02 00';

describe('a vector set', () => {
  test.each([
    ['plain floats times the norm', `${F32}  05 01 61  05 08 0000003f 000080bf  ${NODE}`, 'f32', [1, -2]],
    ['nodes without their worst links', `${F32}  05 01 61  05 08 0000003f 000080bf  ${OLD_NODE}`, 'f32', [1, -2]],
    ['nodes with links', `${F32}  05 01 61  05 08 0000003f 000080bf  ${LINKED_NODE}`, 'f32', [1, -2]],
    [
      'M beside the quantization',
      `02 02  02 01  02 50 00  02 00  05 01 61  05 08 0000003f 000080bf  ${NODE}`,
      'f32',
      [1, -2],
    ],
    [
      'bytes, of 127 times the range, times the norm',
      `02 02  02 01  02 01  02 00  05 01 61  05 02 7f81  ${NODE}`,
      'int8',
      [1, -1],
    ],
    ['bits', `02 03  02 01  02 02  02 00  05 01 61  05 08 0500000000000000  ${NODE}`, 'bin', [1, -1, 1]],
    [
      'a projection, passed over',
      `02 02  02 01  02 00  02 01  02 03 05 18 ${'00'.repeat(24)}  05 01 61  05 08 0000003f 000080bf  ${NODE}`,
      'f32',
      [1, -2],
    ],
  ])('%s', (_name, hex, quantization, vector) => {
    expect(readModule(ID, scalarsOf(hex))).toEqual({
      dimension: vector.length,
      quantization,
      elements: [{ element: text('a'), vector }],
    });
  });

  test('attributes: "" is none', () => {
    const hex = `02 02 02 02 02 01 02 02  05 01 61 05 02 7b7d 05 02 7f81 ${NODE}  05 01 62 05 00 05 02 7f81 ${NODE}`;
    expect(readModule(ID, scalarsOf(hex))).toEqual({
      dimension: 2,
      quantization: 'int8',
      elements: [
        { element: text('a'), vector: [1, -1], attributes: text('{}') },
        { element: text('b'), vector: [1, -1] },
      ],
    });
  });

  test('without elements', () => {
    expect(readModule(ID, scalarsOf('02 02 02 00 02 01 02 00'))).toEqual({
      dimension: 2,
      quantization: 'int8',
      elements: [],
    });
  });
});

describe('what does not fit stays opaque, and servers refuse it', () => {
  const int8 = '02 02  02 01  02 01  02 00  05 01 61';
  test.each([
    ['no such quantization', '02 02 02 00 02 03 02 00', 'no such quantization 3'],
    ['a vector of another size', `${int8}  05 01 7f  ${NODE}`, 'a vector has 1 bytes instead of 2'],
    [
      'a matrix of another size',
      '02 02 02 00 02 00 02 01 02 03 05 01 00',
      'a projection matrix has 1 bytes instead of 24',
    ],
    ['elements that are not there', '02 02 02 01 02 01 02 00', 'the scalars end where a string is expected'],
    [
      'more elements than any file holds',
      '02 02 02 81 ffffffffffffffff 02 01 02 00',
      'the scalars end where a string is expected',
    ],
    ['scalars after the last element', '02 02 02 00 02 01 02 00 02 00', '1 scalars more than the layout has'],
    ['a string where a number stands', '02 02 05 00', 'scalar 1 is a string where an unsigned integer is expected'],
    ['a signed number', '01 02', 'scalar 0 is a sint where an unsigned integer is expected'],
    ['too few parameters', `${int8} 05 02 7f81 02 01 02 01`, 'a node has too few parameters'],
    ['more parameters than scalars', `${int8} 05 02 7f81 02 05 02 01`, '5 declared where 1 scalars are left'],
    [
      'more links than there may be',
      `${int8} 05 02 7f81 02 05 02 01 02 00 02 02 02 01 02 00`,
      'a node has 2 links of at most 1',
    ],
    ['a newer kind of node', `${int8} 05 02 7f81 02 02 02 01 02 81 0000000002000000`, 'no such node version 2'],
  ])('%s', (_name, hex, why) => {
    const scalars = scalarsOf(hex);
    expect(readModule(ID, scalars)).toBeUndefined();
    expect(() => checkModule(ID, scalars, 9)).toThrow(new DecodeError('MODULE', `vector set: ${why}`, 9));
  });

  test('vector set stored with wrong opcode stream', () => {
    // Payload cd-14 of reference/corrupt-dump-payloads.tsv, after its module id.
    const scalars = scalarsOf(
      `02 03 02 03 02 508f 02 00  05 c002 05 03 7f7f7f 02 07 02 03 02 00 02 02 02 20 02 01 02 02 02 813f13cd3a3fddb3d7
       05 c001 05 03 7f7f7f 02 0b 02 02 02 02 02 02 02 20 02 01 02 03 02 06 02 10 02 00 02 10 02 813f13cd3a3fddb3d7
       05 c000 05 03 7f7f7f 02 07 02 01 02 00 02 02 02 20 02 02 02 03 02 813f13cd3a3fddb3d7`,
    );
    expect(() => checkModule(ID, scalars)).toThrow('no such quantization 143');
  });
});

test('a newer version may be anything', () => {
  const newer = { name: 'vectorset', version: 1 };
  expect(readModule(newer, scalarsOf('05 00'))).toBeUndefined();
  expect(() => checkModule(newer, scalarsOf('05 00'))).not.toThrow();
});

test('other modules are not checked', () => {
  expect(() => checkModule({ name: 'ReJSON-RL', version: 3 }, scalarsOf('02 00'))).not.toThrow();
});

test('a vector set of too many numbers is checked, and stays opaque', () => {
  // Of 2^20 dimensions 17 elements would be 17 million numbers, 128 KB each.
  const bits = `05 80 00020000 ${'00'.repeat(1 << 17)} ${NODE}`;
  const scalars = scalarsOf(`02 80 00100000 02 11 02 02 02 00 ${`05 01 61 ${bits}`.repeat(17)}`);
  expect(readModule(ID, scalars)).toBeUndefined();
  expect(() => checkModule(ID, scalars)).not.toThrow();
});
