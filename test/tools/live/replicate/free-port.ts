/** Ports that nothing listens on. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below those that the kernel gives to connections: what is free now stays free until a server takes it. */
const FIRST = Number(process.env['LIVE_PORTS'] ?? 20_000);
const BLOCKS = 100;
/** More than one test needs at a time. */
const BLOCK = 100;

/** Whoever listens on the first port of a block has the others to himself: tests run in several processes at a time. */
let block: Promise<number> | undefined;
let next = 0;

/** On 127.0.0.1. Neither two calls nor two processes are given the same, as long as that may be in use. */
export async function freePort(): Promise<number> {
  const first = await (block ??= takeBlock());
  for (let tries = 0; tries < BLOCK; tries++) {
    const port = first + 1 + (next++ % (BLOCK - 1));
    const server = await listen(port);
    if (server === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error(`no port is free from ${first} on`);
}

/** Until this process ends. */
async function takeBlock(): Promise<number> {
  const start = Math.floor(Math.random() * BLOCKS);
  for (let tries = 0; tries < BLOCKS; tries++) {
    const first = FIRST + ((start + tries) % BLOCKS) * BLOCK;
    const server = await listen(first);
    if (server === undefined) continue;
    server.unref();
    return first;
  }
  throw new Error(`no ports are free from ${FIRST} on`);
}

/** Undefined, if somebody else does. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer();
  const refused = once(server, 'error').then(() => undefined);
  const taken = new Promise<Server>((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
  return Promise.race([taken, refused]);
}
