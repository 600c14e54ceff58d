/** What is said before PSYNC, a line and its answer at a time: masters take none of it together. Source: aof-replication-resp.md 3.1. */
import type { Credentials } from '../connection/endpoint.ts';
import { encodeRequest } from '../resp/encode.ts';
import { errorOf, unexpected } from './refusal.ts';
import type { Link } from './link.ts';

export interface HandshakeOptions {
  readonly credentials: Pick<Credentials, 'user' | 'password'>;
  /** Shown by INFO of the master, and found there by Sentinel. */
  readonly listeningPort?: number;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

interface Step {
  readonly request: readonly string[];
  /** Errors that are no reason to stop: of old servers, or where another step puts it right. */
  readonly lets: RegExp;
}

/** The answer to a step that only tells what we can do. */
const UNKNOWN_OPTION = /^ERR /;

/** @throws ReplicationError AUTH, DENIED, BUSY, PROTOCOL, TIMEOUT, LINK */
export async function shakeHands(link: Link, options: HandshakeOptions): Promise<void> {
  const { password } = options.credentials;
  const secrets = password === undefined ? [] : [password];
  for (const { request, lets } of stepsOf(options)) {
    link.send(encodeRequest(request));
    const reply = await link.line(options.timeoutMs);
    if (reply.startsWith('-')) {
      const words = reply.slice(1);
      if (!lets.test(words)) throw errorOf(link.name, request[0] ?? '', words, secrets);
    } else if (!reply.startsWith('+')) throw unexpected(link.name, request[0] ?? '', reply);
  }
}

function stepsOf({ credentials, listeningPort }: HandshakeOptions): readonly Step[] {
  const { user, password } = credentials;
  const name = user === undefined ? [] : [user];
  // A user without a password may be one of those that take any.
  const isNamed = user !== undefined || password !== undefined;
  const port = listeningPort === undefined ? [] : [String(listeningPort)];
  return [
    // Before AUTH it may be refused; a user may be allowed all but this.
    { request: ['PING'], lets: !isNamed ? /^NOPERM/ : /^(NOAUTH|NOPERM|ERR operation not permitted)/ },
    ...(isNamed ? [{ request: ['AUTH', ...name, password ?? ''], lets: /^$/ }] : []),
    ...port.map((text) => ({ request: ['REPLCONF', 'listening-port', text], lets: UNKNOWN_OPTION })),
    { request: ['REPLCONF', 'capa', 'eof', 'capa', 'psync2'], lets: UNKNOWN_OPTION },
    // Without it Valkey 9 writes RDB 11, or, where that cannot hold the data, nothing.
    { request: ['REPLCONF', 'version', '9.0.0'], lets: UNKNOWN_OPTION },
  ];
}
