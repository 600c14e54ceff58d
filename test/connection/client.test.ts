import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Client } from '../../src/connection/client.ts';
import { connect } from '../../src/connection/connect.ts';
import type { Address, Credentials } from '../../src/connection/endpoint.ts';
import { errorText, replyText } from '../../src/connection/reply.ts';
import { answering, bulks, fakeServer, type Answer, type FakeOptions } from './fake-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const timeoutMs = 5000;
const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** A port on which nobody listens: one that was free just now. */
async function freePort(): Promise<number> {
  const server = await fakeServer(answering());
  await server.close();
  return server.address.kind === 'tcp' ? server.address.port : 0;
}

describe('ways to a server', () => {
  test('TCP', async () => {
    await using server = await fakeServer(answering({ ECHO: '$2\r\nhi\r\n' }));
    const client = await Client.open({ address: server.address }, { timeoutMs });
    expect(replyText(await client.ask('ECHO', 'hi'))).toBe('hi');
    client.close();
    await client.closed;
  });

  test('a unix socket', async () => {
    await using server = await fakeServer(answering(), { path: join(folder, 'redis.sock') });
    const client = await Client.open({ address: server.address }, { timeoutMs });
    expect(client.name).toBe(join(folder, 'redis.sock'));
    client.close();
  });

  test.skipIf(!HAS_IPV6)('IPv6', async () => {
    await using server = await fakeServer(answering(), { host: '::1' });
    const client = await Client.open({ address: server.address }, { timeoutMs });
    expect(client.name).toMatch(/^\[::1\]:\d+$/);
    client.close();
  });
});

describe('no server', () => {
  test.each<[string, () => Promise<Address>, string]>([
    [
      'nobody listens',
      async () => ({ kind: 'tcp', host: '127.0.0.1', port: await freePort() }),
      'cannot connect to 127.0.0.1:PORT: connection refused',
    ],
    [
      'no such host',
      async () => ({ kind: 'tcp', host: 'no-such-host.invalid', port: 6379 }),
      'cannot connect to no-such-host.invalid:PORT: ',
    ],
    [
      'no such socket',
      async () => ({ kind: 'unix', path: join(folder, 'none.sock') }),
      `cannot connect to ${join(folder, 'none.sock')}: there is no such socket`,
    ],
    [
      'a file that is no socket',
      async () => {
        writeFileSync(join(folder, 'file'), '');
        return { kind: 'unix', path: join(folder, 'file') };
      },
      `cannot connect to ${join(folder, 'file')}: connection refused`,
    ],
  ])('%s', async (_name, where, message) => {
    const address = await where();
    const port = address.kind === 'tcp' ? String(address.port) : '';
    await expect(Client.open({ address }, { timeoutMs })).rejects.toMatchObject({
      code: 'CONNECT',
      message: expect.stringContaining(message.replace('PORT', port)),
    });
  });
});

/** What becomes of a connection to a server that behaves so. */
async function failure(answer: Answer, options: FakeOptions = {}, credentials: Credentials = {}): Promise<unknown> {
  await using server = await fakeServer(answer, options);
  try {
    const client = await Client.open({ address: server.address, ...credentials }, { timeoutMs: 200 });
    client.close();
    return undefined;
  } catch (error) {
    return { ...(error as { code: string }), message: String(error).replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') };
  }
}

describe('something else than Redis', () => {
  test.each<[string, FakeOptions, string, string]>([
    [
      'a web server',
      { onConnection: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n') },
      'PROTOCOL',
      'HOST does not speak the protocol of Redis: it says "HTTP/1.1 400 Bad Request"',
    ],
    [
      'a server that greets in bytes',
      { onConnection: (socket) => socket.end(Buffer.from('4a0000000a382e', 'hex')) },
      'PROTOCOL',
      'HOST does not speak the protocol of Redis',
    ],
    [
      'a server of TLS that says so',
      { onConnection: (socket) => socket.end(Buffer.from('15030300020246', 'hex')) },
      'PROTOCOL',
      'HOST speaks TLS there: give --tls, or write rediss:// for redis://',
    ],
    [
      'a server that hangs up',
      { onConnection: (socket) => socket.on('data', () => socket.end()) },
      'LINK',
      'HOST closes the connection without a word: if it speaks TLS, give --tls, or write rediss:// for redis://',
    ],
    ['a server that says nothing', { onConnection: () => {} }, 'TIMEOUT', 'HOST has not answered for 200 ms'],
  ])('%s', async (_name, options, code, message) => {
    expect(await failure(() => undefined, options)).toEqual({
      code,
      name: 'ReplicationError',
      message: `ReplicationError: ${message}`,
    });
  });
});

describe('who is let in', () => {
  const WRONG = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
  const NO_PASSWORD =
    '-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n';

  test.each<[string, Credentials, string, string]>([
    ['a password', { password: 'p w' }, '+OK\r\n', 'AUTH p w'],
    ['a user', { user: 'ann', password: 'pw' }, '+OK\r\n', 'AUTH ann pw'],
    ['a user that needs none', { user: 'ann' }, '+OK\r\n', 'AUTH ann '],
    ['nobody', {}, '+OK\r\n', 'PING'],
  ])('%s', async (_name, credentials, reply, request) => {
    await using server = await fakeServer(answering({ AUTH: reply }));
    const client = await Client.open({ address: server.address, ...credentials }, { timeoutMs });
    client.close();
    expect(server.requests).toEqual([request]);
  });

  test.each<[string, Record<string, string>, Credentials, string, string]>([
    [
      'a password is needed',
      { PING: '-NOAUTH Authentication required.\r\n' },
      {},
      'AUTH',
      'HOST needs a password: give it in REDISCLI_AUTH, by --auth-file or --askpass, or in the URL',
    ],
    [
      'a password is needed, of old',
      { PING: '-ERR operation not permitted\r\n' },
      {},
      'AUTH',
      'HOST needs a password: give it in REDISCLI_AUTH, by --auth-file or --askpass, or in the URL',
    ],
    ['the wrong one', { AUTH: WRONG }, { password: 'pw' }, 'AUTH', 'HOST refuses the password'],
    [
      'the wrong one, of old',
      { AUTH: '-ERR invalid password\r\n' },
      { password: 'pw' },
      'AUTH',
      'HOST refuses the password',
    ],
    [
      'one too many',
      { AUTH: NO_PASSWORD },
      { password: 'pw' },
      'AUTH',
      'HOST has no password, and takes none: leave it out',
    ],
    [
      'a user, where there are none',
      { AUTH: "-ERR wrong number of arguments for 'auth' command\r\n" },
      { user: 'ann', password: 'pw' },
      'AUTH',
      'HOST knows passwords without users only: leave out the user',
    ],
    [
      'a server that quotes what it does not know',
      { AUTH: "-ERR unknown command 'AUTH', with args beginning with: 'hunter2' \r\n" },
      { password: 'hunter2' },
      'DENIED',
      "HOST answers: ERR unknown command 'AUTH'",
    ],
    [
      'a server that quotes the password',
      { AUTH: '-ERR hunter2 is no good\r\n' },
      { password: 'hunter2' },
      'AUTH',
      'HOST answers: ERR *** is no good',
    ],
    [
      'protected mode',
      { PING: '-DENIED Redis is running in protected mode because protected mode is enabled …\r\n' },
      {},
      'DENIED',
      'HOST is in protected mode, and serves its own host only',
    ],
    [
      'too many of us',
      { PING: '-ERR max number of clients reached\r\n' },
      {},
      'BUSY',
      'HOST answers: ERR max number of clients reached',
    ],
  ])('refused: %s', async (_name, replies, credentials, code, message) => {
    expect(await failure(answering(replies), {}, credentials)).toEqual({
      code,
      name: 'ReplicationError',
      message: `ReplicationError: ${message}`,
    });
  });

  test.each([
    ['-LOADING Redis is loading the dataset in memory\r\n'],
    ["-NOPERM User ann has no permissions to run the 'ping' command\r\n"],
    ['-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to no.\r\n'],
  ])('let in, whatever it says to PING: %s', async (reply) => {
    expect(await failure(answering({ PING: reply }))).toBeUndefined();
  });
});

describe('requests and replies', () => {
  test('many under way, answered in order, in pieces', async () => {
    let held = '';
    await using server = await fakeServer((words, socket) => {
      if (words[0] === 'PING') return '+PONG\r\n';
      held += `:${words[1]}\r\n`;
      if (words[1] !== '99') return undefined;
      for (const byte of held) socket.write(byte);
      return undefined;
    });
    const client = await Client.open({ address: server.address }, { timeoutMs });
    const replies = await Promise.all(Array.from({ length: 100 }, (_, i) => client.call('N', String(i))));
    expect(replies.map(replyText)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    client.close();
  });

  test('an error is a reply to call, and thrown by ask', async () => {
    await using server = await fakeServer(answering({ GET: '-NOPERM No permissions to access a key\r\n' }));
    const client = await Client.open({ address: server.address }, { timeoutMs });
    expect(errorText(await client.call('GET', 'k'))).toBe('NOPERM No permissions to access a key');
    await expect(client.ask('GET', 'k')).rejects.toMatchObject({ code: 'DENIED' });
    client.close();
  });

  test('pushes are no replies, and messages go to who wants them', async () => {
    const push = '>2\r\n$10\r\ninvalidate\r\n*0\r\n';
    const message = bulks('message', 'news', 'hello');
    const subscribed = '*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n';
    await using server = await fakeServer(
      answering({ SUBSCRIBE: `${push}${subscribed}${message}`, GET: `${message}+v\r\n` }),
    );
    const heard: (string | undefined)[] = [];
    const client = await Client.open(
      { address: server.address },
      { timeoutMs, onMessage: (items) => heard.push(items.map(replyText).join(' ')) },
    );
    expect(await client.ask('SUBSCRIBE', 'news')).toMatchObject({ type: 'array' });
    expect(replyText(await client.ask('GET', 'k'))).toBe('v');
    expect(heard).toEqual(['message news hello', 'message news hello']);
    client.close();
  });

  test('what is under way when the connection is lost', async () => {
    await using server = await fakeServer((words, socket) => {
      if (words[0] === 'PING') return '+PONG\r\n';
      if (words[0] === 'LAST') socket.destroy();
      return undefined;
    });
    const client = await Client.open({ address: server.address }, { timeoutMs });
    const calls = await Promise.allSettled([client.call('FIRST'), client.call('LAST')]);
    expect(calls).toMatchObject([
      { status: 'rejected', reason: { code: 'LINK' } },
      { status: 'rejected', reason: { code: 'LINK' } },
    ]);
    await expect(client.call('MORE')).rejects.toMatchObject({ code: 'LINK' });
    await client.closed;
  });

  test('a server that stops answering', async () => {
    await using server = await fakeServer((words) => (words[0] === 'PING' ? '+PONG\r\n' : undefined));
    const client = await Client.open({ address: server.address }, { timeoutMs, replyTimeoutMs: 50 });
    await expect(client.call('GET', 'k')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('a connection that is refused is closed', async () => {
    await using server = await fakeServer(answering({ PING: '-NOAUTH Authentication required.\r\n' }));
    await expect(Client.open({ address: server.address }, { timeoutMs })).rejects.toMatchObject({ code: 'AUTH' });
    await expect.poll(() => server.connections.size).toBe(0);
  });
});

test('a connection that is not taken up in time', async () => {
  // A backlog of one, and nobody accepts.
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const tls = { insecure: true };
  const opened = connect({ address: { kind: 'tcp', host: '127.0.0.1', port }, tls }, { timeoutMs: 50 });
  await expect(opened).rejects.toMatchObject({ code: 'TIMEOUT' });
  server.close();
});
