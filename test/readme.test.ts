/** The README shows the examples that the tests run, word for word. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLE = /<!-- (test\/examples\/[\w-]+\.ts) -->\n```ts\n([\s\S]*?)```/g;
const examples = [...readme.matchAll(EXAMPLE)].map(([, path = '', code = '']) => [path, code] as const);

test('all examples are there', () => {
  const all = readdirSync(new URL('examples', import.meta.url)).map((name) => `test/examples/${name}`);
  expect(examples.map(([path]) => path).toSorted()).toEqual(all.toSorted());
});

test.each(examples)('%s', (path, code) => {
  expect(code).toBe(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
});
