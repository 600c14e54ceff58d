/** A connection to a server. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { ReplicationError } from '../errors.ts';
import { addressText, type Endpoint } from './endpoint.ts';
import { readCertificates, secure } from './secure.ts';
import { tlsTrouble } from './tls-trouble.ts';
import { systemWords } from './trouble.ts';

export interface ConnectOptions {
  /** How long the connection may take, TLS and all. */
  readonly timeoutMs: number;
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/** A peer that is gone without a word is found out by the system. As redis-cli: REDIS_CLI_KEEPALIVE_INTERVAL. */
const KEEP_ALIVE_MS = 15_000;

/**
 * The socket is paused until somebody listens, and is for the caller to close. What goes wrong with it later is told by `lostLink`.
 * @throws ReplicationError CONNECT, TLS, TIMEOUT; UsageError: files of certificates that cannot be read
 */
export async function connect(endpoint: Endpoint, { timeoutMs, signal }: ConnectOptions): Promise<Socket> {
  const { address, tls } = endpoint;
  const certificates = tls === undefined || address.kind === 'unix' ? undefined : readCertificates(tls);
  const timeout = AbortSignal.timeout(timeoutMs);
  const deadline = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  const socket = await dial(endpoint, deadline, timeoutMs);
  if (certificates === undefined) return socket;
  try {
    return await shakeHands(socket, endpoint, certificates, deadline, timeoutMs);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function dial({ address }: Endpoint, signal: AbortSignal, timeoutMs: number): Promise<Socket> {
  const socket =
    address.kind === 'unix'
      ? connectTcp({ path: address.path })
      : connectTcp({
          host: address.host,
          port: address.port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: KEEP_ALIVE_MS,
        });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    const server = addressText(address);
    if (signal.aborted) throw tooSlow(`cannot connect to ${server}: no answer within ${timeoutMs} ms`, cause);
    throw new ReplicationError('CONNECT', `cannot connect to ${server}: ${systemWords(cause)}`, { cause });
  }
}

async function shakeHands(
  socket: Socket,
  { address, tls }: Endpoint,
  certificates: SecureContext,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Socket> {
  if (tls === undefined || address.kind === 'unix') return socket;
  const server = addressText(address);
  try {
    return await secure(socket, address.host, tls, certificates, signal);
  } catch (cause) {
    if (signal.aborted) {
      throw tooSlow(
        `${server} does not answer in TLS within ${timeoutMs} ms: if it speaks none, leave out --tls`,
        cause,
      );
    }
    const trouble = tlsTrouble(server, tls.sni ?? address.host, cause);
    if (trouble !== undefined) throw trouble;
    const words = `${server} ends the TLS handshake (${systemWords(cause)}): if it speaks no TLS, leave out --tls`;
    throw new ReplicationError('TLS', words, { cause });
  }
}

function tooSlow(message: string, cause: unknown): ReplicationError {
  return new ReplicationError('TIMEOUT', message, { cause });
}
