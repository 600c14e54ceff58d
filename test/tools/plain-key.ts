/** A sized key of which nothing is known beside what every key has. */
import type { SizedKey } from '../../src/memory/sized-key.ts';

export const PLAIN_KEY: SizedKey = {
  db: 0,
  start: 0,
  end: 0,
  type: 'string',
  encoding: 'raw',
  bytes: 64,
  determined: true,
  elements: undefined,
  largest: undefined,
  expireAtMs: undefined,
  idleSeconds: undefined,
  freq: undefined,
};
