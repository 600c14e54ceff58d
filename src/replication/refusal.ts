/** What a master's errors mean to a replica. Source: aof-replication-resp.md 3.1, 3.2, 3.9. */
import { quoteBytes } from '../bytes/text.ts';
import { ReplicationError, type ReplicationCode } from '../errors.ts';

interface Meaning {
  readonly words: RegExp;
  readonly code: ReplicationCode;
  say(name: string, words: string): string;
}

const INSTEAD = '--scan copies by SCAN and DUMP instead';
const LONGEST_QUOTE = 80;

/** The first that fits. Words stand without the `-` of an error. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /^(NOAUTH|ERR operation not permitted)/,
    code: 'AUTH',
    say: (name, words) => `${name} wants a password (${words})`,
  },
  {
    words: /^(WRONGPASS|ERR invalid password)/,
    code: 'AUTH',
    say: (name, words) => `${name} refuses the password (${words})`,
  },
  {
    words: /^NOPERM/,
    code: 'DENIED',
    say: (name, words) =>
      `${name} does not let this user replicate (${words}): it takes +psync +sync +replconf +ping; ${INSTEAD}`,
  },
  {
    // Words of Redis up to 3.2 for what is NOMASTERLINK later.
    words:
      /^(LOADING|NOMASTERLINK|MASTERDOWN|BUSY|TRYAGAIN|ERR BGSAVE failed|ERR Unable to perform background save|ERR Can't SYNC while|ERR max number of clients)/,
    code: 'BUSY',
    say: (name, words) => `${name} cannot be followed now: ${words}`,
  },
  {
    words: /^DENIED/,
    code: 'DENIED',
    say: (name, words) => `${name} lets nobody in (${words})`,
  },
];

/** Of an answer to a request of the handshake. */
export function errorOf(name: string, request: string, words: string): ReplicationError {
  const meaning = MEANINGS.find(({ words: pattern }) => pattern.test(words));
  if (meaning !== undefined) return new ReplicationError(meaning.code, meaning.say(name, words));
  if (request === 'AUTH') return new ReplicationError('AUTH', `${name} refuses the password (${words})`);
  if (request === 'PSYNC' || request === 'SYNC') {
    return new ReplicationError('DENIED', `${name} lets nobody replicate (${words}): ${INSTEAD}`);
  }
  return new ReplicationError('PROTOCOL', `${name} refuses ${request}: ${words}`);
}

/** An answer that no server gives. */
export function unexpected(name: string, request: string, reply: string): ReplicationError {
  const found = quoteBytes(Buffer.from(reply.slice(0, LONGEST_QUOTE)));
  return new ReplicationError('PROTOCOL', `${name} is no Redis: to ${request} it answers ${found}`);
}
