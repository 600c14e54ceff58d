/** What a master's errors mean to a replica, where that is not what they mean to others. Source: aof-replication-resp.md 3.2, 3.9. */
import { quoteBytes } from '../bytes/text.ts';
import { refusalOf } from '../connection/refusal.ts';
import { ReplicationError } from '../errors.ts';

const INSTEAD = '--scan copies by SCAN and DUMP instead';
const RIGHTS = 'it takes +psync +sync +replconf +ping';
const LONGEST_QUOTE = 80;

/** It may be able to later. Up to 3.2 NOMASTERLINK is an ERR like others. */
const LATER = /^ERR (BGSAVE failed|Unable to perform background save|Can't SYNC while|SYNC and PSYNC are invalid)/;

/**
 * @param request - what it answers: PING, AUTH, REPLCONF, PSYNC or SYNC
 * @param words - without the `-` of an error
 * @param secrets - what must not be repeated
 */
export function errorOf(
  name: string,
  request: string,
  words: string,
  secrets: readonly string[] = [],
): ReplicationError {
  if (LATER.test(words)) return new ReplicationError('BUSY', `${name} cannot be followed now: ${words}`);
  if (words.startsWith('NOPERM')) {
    const message = `${name} does not let this user replicate (${words}): ${RIGHTS}; ${INSTEAD}`;
    return new ReplicationError('DENIED', message);
  }
  const error = refusalOf(name, words, secrets);
  if (error.code !== 'DENIED' && error.code !== 'PROTOCOL') return error;
  if (request === 'AUTH') return new ReplicationError('AUTH', error.message);
  if ((request === 'PSYNC' || request === 'SYNC') && words.startsWith('ERR')) {
    return new ReplicationError('DENIED', `${name} lets nobody replicate (${words}): ${INSTEAD}`);
  }
  return error;
}

/** An answer that no server gives. */
export function unexpected(name: string, request: string, reply: string): ReplicationError {
  const found = quoteBytes(Buffer.from(reply.slice(0, LONGEST_QUOTE)));
  return new ReplicationError('PROTOCOL', `${name} is no Redis: to ${request} it answers ${found}`);
}
