/** Ports that nothing listens on. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the kernel gives to connections: what is free now stays free until a server takes it. */
const FIRST = Number(process.env['LIVE_PORTS'] ?? 28_000);
const COUNT = 1000;

let next = Math.floor(Math.random() * COUNT);

/** On 127.0.0.1. Two calls never give the same. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + (next++ % COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${FIRST} on`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const refused = once(server, 'error').then(() => false);
  const taken = new Promise<boolean>((resolve) => server.listen(port, '127.0.0.1', () => resolve(true)));
  const free = await Promise.race([taken, refused]);
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
