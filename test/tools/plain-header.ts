/** The header of a key of which nothing is known beside what every key has. */
import type { KeyHeader } from '../../src/model/sink.ts';

export const PLAIN_HEADER: KeyHeader = {
  db: 0,
  start: 0,
  end: 0,
  type: 'string',
  encoding: 'raw',
  typeByte: 0,
  serialised: true,
  module: undefined,
  expireAtMs: undefined,
  idleSeconds: undefined,
  freq: undefined,
  meta: [],
  noEvict: false,
  mvcc: undefined,
  offset: 0,
};
