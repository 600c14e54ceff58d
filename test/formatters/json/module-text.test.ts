/** Module values in whole files, as JSON. */
import { fileURLToPath } from 'node:url';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BYTES } from '../../../src/kernels/kernels.ts';
import { printJson, type PrintOptions } from '../../print-json.ts';

// Ids as files have them, in nine bytes. Source: rdb-format.md 4.7.
const REJSON_3 = '81 45e25238df912c03';
const VECTOR_SET_0 = '81 bde72da2bb1eb400';
const BLOOM_4 = '81 3016e5a289bef804';

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** The value of a key of type 7, whose other fields are cut off. */
async function print(id: string, modops: string, options: PrintOptions = {}): Promise<string> {
  const hex = `${hexOf('REDIS0009')} 07 01 6b ${id} ${modops} ff 0000000000000000`.replaceAll(/\s/g, '');
  const line = await printJson(Buffer.from(hex, 'hex'), options);
  return line.replace(/^.*?"value":/, '').replace(/}\n$/, '');
}

describe('the bytes', () => {
  const modops = `05 03 ${hexOf('[1]')} 00`;

  test('stand beside the readable form', async () => {
    expect(await print(REJSON_3, modops)).toBe('{"$module":"ReJSON-RL","version":3,"json":[1],"$base64":"BQNbMV0A"}');
  });

  test('or not, if they are not wanted', async () => {
    expect(await print(REJSON_3, modops, { noModuleBytes: true })).toBe(
      '{"$module":"ReJSON-RL","version":3,"json":[1]}',
    );
  });

  test('but are never left out where there is no other form', async () => {
    const opaque = '{"$module":"ReJSON-RL","version":3,"$base64":"BQJbMQA="}';
    expect(await print(REJSON_3, `05 02 ${hexOf('[1')} 00`, { noModuleBytes: true })).toBe(opaque);
  });
});

test('a text that is compressed in the file', async () => {
  // LZF: one byte as it is, then nine more of the same.
  expect(await print(REJSON_3, '05 c3 05 0a 0031 e00000 00', { noModuleBytes: true })).toBe(
    '{"$module":"ReJSON-RL","version":3,"json":1111111111}',
  );
});

test('integers are exact, however long', async () => {
  const modops = '02 81 ffffffffffffffff 02 00 02 81 0020000000000001 02 02 00';
  expect(await print(BLOOM_4, modops, { noModuleBytes: true })).toBe(
    '{"$module":"MBbloom--","version":4,"items":18446744073709551615,"options":9007199254740993,"growth":2,"filters":[]}',
  );
});

describe('bytes within a readable form', () => {
  /** One element of one number, named ff, with the attributes z. */
  const modops =
    '02 01 02 01 02 01 02 02 05 01 ff 05 01 7a 05 01 7f 02 05 02 01 02 00 02 00 02 00 02 81 3f0000003f800000 00';
  const shown = (element: string, attributes: string): string =>
    `{"$module":"vectorset","version":0,"dimension":1,"quantization":"int8","elements":[` +
    `{"element":${element},"vector":[0.5],"attributes":${attributes}}]}`;

  test.each([
    ['text where they are UTF-8', BYTES.AUTO, '{"$base64":"/w=="}', '"z"'],
    ['Base64', BYTES.BASE64, '{"$base64":"/w=="}', '{"$base64":"eg=="}'],
    ['Latin-1', BYTES.LATIN1, '"ÿ"', '"z"'],
  ])('are printed as %s', async (_name, bytes, element, attributes) => {
    expect(await print(VECTOR_SET_0, modops, { bytes, noModuleBytes: true })).toBe(shown(element, attributes));
  });

  test('are the same if the file comes in pieces', async () => {
    const whole = await print(VECTOR_SET_0, modops);
    for (const piece of [1, 7]) expect(await print(VECTOR_SET_0, modops, { piece })).toBe(whole);
  });
});

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/servers', import.meta.url));

describe.skipIf(!existsSync(CORPUS))('vector sets of real servers (skipped without the corpus)', () => {
  test.each(['8.0.2', '8.0.6', '8.6.3'])('of Redis %s are what VINFO, VEMB and VGETATTR answer', async (version) => {
    const folder = `${CORPUS}/redis-${version}/rdb-vectors`;
    const shown = new Map<string, unknown>();
    for (const line of (await printJson(readFileSync(`${folder}/dump.rdb`))).trimEnd().split('\n')) {
      const { key, value } = JSON.parse(line);
      const elements = value.elements.map(byName);
      shown.set(hexOf(key), { dimension: value.dimension, quantization: value.quantization, elements });
    }
    const truth = new Map<string, unknown>();
    for (const line of readFileSync(`${folder}/truth.jsonl`, 'utf8').trimEnd().split('\n')) {
      const { kind, key, value } = JSON.parse(line);
      if (kind !== 'key') continue;
      const elements = value.elements.map((element: TrueElement) => [
        element.element,
        { vector: element.vector.map(Number), attributes: element.attributes },
      ]);
      truth.set(key, { dimension: value.info.vector_dim, quantization: value.info.quant_type, elements });
    }
    const sorted = (sets: Map<string, unknown>): string => JSON.stringify([...sets].map(inOrder).sort());
    expect(sorted(shown)).toBe(sorted(truth));
  });
});

type Shown = string | { readonly $base64: string };
interface ShownElement {
  readonly element: Shown;
  readonly vector: readonly number[];
  readonly attributes?: Shown;
}
interface TrueElement {
  readonly element: string;
  readonly vector: readonly string[];
  readonly attributes: string | null;
}

function byName({ element, vector, attributes }: ShownElement): [string, unknown] {
  return [hexOfShown(element), { vector, attributes: attributes === undefined ? null : hexOfShown(attributes) }];
}

function hexOfShown(shown: Shown): string {
  return typeof shown === 'string' ? hexOf(shown) : Buffer.from(shown.$base64, 'base64').toString('hex');
}

/** Elements are in the order of the graph in one, of the names in the other. */
function inOrder([key, set]: [string, unknown]): string {
  return JSON.stringify([key, set], (name, value: unknown) =>
    name === 'elements' && Array.isArray(value) ? value.map((element) => JSON.stringify(element)).sort() : value,
  );
}
