/** Every file a real server wrote gives what that server answered; damaged ones are refused where servers refuse them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFixtures } from '../tools/corpus.ts';
import { decodeBytes } from '../tools/decode-bytes.ts';
import { judge, type Run } from '../tools/judge.ts';

const run: Run = async (path, options) => {
  const { text, error, warnings } = await decodeBytes(readFileSync(path), options);
  return { text, error: error && `${error.code}: ${error.message}`, said: error !== undefined || warnings.length > 0 };
};

describe('truth', () => {
  test.each(readFixtures().map((fixture) => [fixture.rule, fixture.name, fixture] as const))(
    '%s %s',
    async (_rule, _name, fixture) => {
      expect(await judge(fixture, run)).toEqual([]);
    },
  );
});
