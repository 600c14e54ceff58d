/** Holds what `--format ndjson` prints against the schema in the package. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const SCHEMA = new URL('../../../rdb-diff.schema.json', import.meta.url);

/** Readers must not refuse fields that they do not know, but here all have to be known. */
const validate = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8'), (_name, part: unknown) =>
    typeof part === 'object' && part !== null && 'properties' in part ? { ...part, additionalProperties: false } : part,
  ),
);

/** @param text - a record a line */
export function checkRecords(text: string): void {
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const valid = validate(JSON.parse(line));
    expect(valid ? [] : [line, ...(validate.errors ?? [])]).toEqual([]);
  }
}
