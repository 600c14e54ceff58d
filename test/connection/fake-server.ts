/** A server that answers as a test has it, on a port or a socket of its own. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Address } from '../../src/connection/endpoint.ts';
import { RequestDecoder } from '../../src/resp/request.ts';

/** Bytes of the reply, as text; undefined: none. Words of the request come as text. */
export type Answer = (words: readonly string[], socket: Socket) => string | undefined;

export interface FakeServer extends AsyncDisposable {
  readonly address: Address;
  /** All requests that have come, words joined by blanks. */
  readonly requests: readonly string[];
  readonly connections: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly host?: string;
  readonly path?: string;
  readonly tls?: TlsOptions;
  /** Instead of requests being decoded and answered. */
  readonly onConnection?: (socket: Socket) => void;
}

export async function fakeServer(answer: Answer, options: FakeOptions = {}): Promise<FakeServer> {
  const { host = '127.0.0.1', path, tls } = options;
  const requests: string[] = [];
  const connections = new Set<Socket>();
  const serve = (socket: Socket): void => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => {});
    if (options.onConnection !== undefined) options.onConnection(socket);
    else answerRequests(socket, answer, requests);
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on('tlsClientError', () => {});
  server.listen(path === undefined ? { host, port: 0 } : { path });
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of connections) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { address: addressOf(server), requests, connections, close, [Symbol.asyncDispose]: close };
}

function answerRequests(socket: Socket, answer: Answer, requests: string[]): void {
  const decoder = new RequestDecoder();
  socket.on('data', (bytes) => {
    decoder.push(bytes);
    for (let request = decoder.take(); request !== undefined; request = decoder.take()) {
      const words = request.args.map((word) => Buffer.from(word).toString());
      requests.push(words.join(' '));
      const reply = answer(words, socket);
      if (reply !== undefined) socket.write(reply);
    }
  });
}

function addressOf(server: Server): Address {
  const address = server.address();
  if (typeof address === 'string') return { kind: 'unix', path: address };
  if (address === null) throw new Error('the server does not listen');
  return { kind: 'tcp', host: address.address, port: address.port };
}

/** `+PONG` to PING, and what `replies` has for other requests; `-ERR` to the rest. */
export function answering(replies: Readonly<Record<string, string>> = {}): Answer {
  return (words) => {
    const text = replies[words.join(' ')] ?? replies[words[0] ?? ''];
    return text ?? (words[0] === 'PING' ? '+PONG\r\n' : `-ERR unknown command '${words[0]}'\r\n`);
  };
}

export function bulks(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
