/** What it means that a server answers with an error. Source: redis 8.6 src/server.c, acl.c, networking.c; 5.0 src/server.c; valkey 9.1. */
import { ReplicationError, type ReplicationCode } from '../errors.ts';

interface Refusal {
  readonly text: RegExp;
  readonly code: ReplicationCode;
  /** Behind the server's name. Undefined: the server's own words do. */
  readonly words?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    text: /^NOAUTH\b|^ERR operation not permitted$/,
    code: 'AUTH',
    words: 'needs a password: give it in REDISCLI_AUTH, by --auth-file or --askpass, or in the URL',
  },
  { text: /^WRONGPASS\b|^ERR invalid (?:password|username-password)/, code: 'AUTH', words: 'refuses the password' },
  {
    text: /^ERR (?:AUTH <password> called without any password|Client sent AUTH, but no password is set)/,
    code: 'AUTH',
    words: 'has no password, and takes none: leave it out',
  },
  {
    text: /^ERR wrong number of arguments for 'auth'/i,
    code: 'AUTH',
    words: 'knows passwords without users only: leave out the user',
  },
  { text: /^NOPERM\b/, code: 'DENIED' },
  { text: /^DENIED\b/, code: 'DENIED', words: 'is in protected mode, and serves its own host only' },
  { text: /^ERR (?:unknown (?:sub)?command|.*\bnot (?:allowed|supported)\b|.*\bdisabled\b)/i, code: 'DENIED' },
  {
    text: /^(?:LOADING|MASTERDOWN|NOMASTERLINK|BUSY|READONLY|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|UNBLOCKED)\b/,
    code: 'BUSY',
  },
  { text: /^ERR max number of clients/i, code: 'BUSY' },
];

const LONGEST = 200;

/**
 * @param text - of the reply, its code first
 * @param secrets - what must not be repeated: servers quote what they do not understand
 * @returns AUTH, DENIED or BUSY, where it is one of these; else PROTOCOL
 */
export function refusalOf(server: string, text: string, secrets: readonly string[] = []): ReplicationError {
  const { code, words } = REFUSALS.find((one) => one.text.test(text)) ?? { code: 'PROTOCOL', words: undefined };
  return new ReplicationError(code, `${server} ${words ?? `answers: ${readable(text, secrets)}`}`);
}

/** Of the answer to AUTH. */
export function loginRefusal(server: string, text: string, password = ''): ReplicationError {
  const refusal = refusalOf(server, text, [password]);
  return refusal.code === 'PROTOCOL' ? new ReplicationError('AUTH', refusal.message) : refusal;
}

/** One line, without what was quoted of the request: a password, perhaps. */
function readable(text: string, secrets: readonly string[]): string {
  const own = text.split(/[\r\n]/)[0]?.replace(/,? with args beginning with:.*$/s, '') ?? '';
  const shown = secrets.filter(Boolean).reduce((masked, secret) => masked.replaceAll(secret, '***'), own);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
