/** Aspects of a key in words. */
import type { Aspect } from '../../diff/change.ts';

/** What each is called, where it stands for itself. */
export const ASPECT_WORDS: Readonly<Record<Aspect, string>> = {
  type: 'type',
  value: 'value',
  expireAt: 'expiry',
  encoding: 'encoding',
  idle: 'idle time',
  freq: 'frequency',
  meta: 'metadata',
  noEvict: 'no-evict',
  mvcc: 'mvcc',
};
