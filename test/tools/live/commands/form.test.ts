import { expect, test } from 'vitest';
import type { Installed } from '../installed.ts';
import { hasForm, type Form } from './form.ts';

const fieldTimes: Form = { since: { redis: '7.4', valkey: '9.0' }, make: () => ['HPEXPIREAT'] };

test.each<[Installed['family'], Installed['version'], boolean]>([
  ['redis', [7, 2, 6], false],
  ['redis', [7, 4, 0], true],
  ['redis', [8, 0, 6], true],
  ['valkey', [8, 1, 1], false],
  ['valkey', [9, 0, 0], true],
  ['redict', [7, 3, 6], false],
])('%s %j has expiries of fields: %j', (family, version, want) => {
  expect(hasForm({ family, version }, fieldTimes)).toBe(want);
});
