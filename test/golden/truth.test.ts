/** Every file a real server wrote gives what that server answered; damaged ones are refused where servers refuse them. */
import { describe, expect, test } from 'vitest';
import { readFixtures } from '../tools/corpus.ts';
import { judge } from '../tools/judge.ts';
import { runInProcess } from '../tools/run-in-process.ts';

const FILES = readFixtures();

describe('truth', () => {
  test.each(FILES.map((fixture) => [fixture.rule, fixture.name, fixture] as const))(
    '%s %s',
    async (_rule, _name, fixture) => {
      expect(await judge(fixture, runInProcess)).toEqual([]);
    },
  );
});
