/** A connection to a server. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { ReplicationError } from '../errors.ts';
import { addressText, type Endpoint } from './endpoint.ts';

export interface ConnectOptions {
  /** How long the connection may take. */
  readonly timeoutMs: number;
}

/** @throws ReplicationError CONNECT, TLS, TIMEOUT */
export async function connect(endpoint: Endpoint, { timeoutMs }: ConnectOptions): Promise<Socket> {
  const { address } = endpoint;
  const socket = connectTcp(
    address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
  );
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
    socket.setNoDelay(true);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw new ReplicationError('CONNECT', `cannot connect to ${addressText(address)}`, { cause });
  }
}
