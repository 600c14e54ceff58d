/** A key of which nothing is known beside what every key has. */
import type { KeyFacts } from '../../src/diff/change.ts';

export const PLAIN_FACTS: KeyFacts = {
  db: 0,
  key: Buffer.from('k'),
  type: 'string',
  module: undefined,
  encoding: 'raw',
  expireAtMs: undefined,
  idleSeconds: undefined,
  freq: undefined,
  noEvict: false,
  mvcc: undefined,
  meta: [],
};
