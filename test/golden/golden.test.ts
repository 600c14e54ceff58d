/**
 * Every fixture with an `.ndjson` beside it prints just that, and complains of just what its `.complaints` says.
 * UPDATE_GOLDEN=1 rewrites both; `npm run fixtures` writes those of hand-made files as they have to be.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complaintsOf, decodeBytes } from '../tools/decode-bytes.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';

const update = process.env['UPDATE_GOLDEN'] === '1';
const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function write(path: string, text: string): void {
  if (text === '') rmSync(path, { force: true });
  else writeFileSync(path, text);
}

describe('golden', () => {
  test.each(fixtureFiles('.ndjson').map(({ name, path }) => [name, path.replace(/\.ndjson$/, '')] as const))(
    '%s',
    async (_name, stem) => {
      const file = existsSync(`${stem}.rdb`) ? `${stem}.rdb` : `${stem}.aof`;
      const decoded = await decodeBytes(readFileSync(file), { records: true });
      if (update) {
        write(`${stem}.ndjson`, decoded.text);
        write(`${stem}.complaints`, complaintsOf(decoded));
        return;
      }
      expect(decoded.text).toBe(read(`${stem}.ndjson`));
      expect(complaintsOf(decoded)).toBe(read(`${stem}.complaints`));
    },
  );
});
