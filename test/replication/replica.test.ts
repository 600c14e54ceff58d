/** A replica of masters that go away, come back, are others, and are busy. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeMaster, REPLID, type FakeMasterOptions } from '../tools/fake-master.ts';
import type { ReplicaOptions } from '../../src/replication/replica-options.ts';
import { command, followMaster, type Following } from './following.ts';

const RDB = Buffer.from('REDIS0011 a snapshot');
const OTHER = 'b'.repeat(40);
const PING = command('PING');
const GETACK = command('REPLCONF', 'GETACK', '*');

async function start(options: FakeMasterOptions = {}): Promise<FakeMaster> {
  const master = await FakeMaster.start({ snapshot: RDB, offset: 100, ...options });
  onTestFinished(() => master.stop());
  return master;
}

function followed(master: FakeMaster, options: Partial<ReplicaOptions> = {}): Following {
  const following = followMaster(master, options);
  onTestFinished(() => following.replica.stop());
  return following;
}

const feedOf = ({ given }: Following): string =>
  given
    .filter(({ kind }) => kind === 'feed')
    .map(({ text }) => text)
    .join('|');
const kindsOf = ({ events }: Following): string => events.map(({ kind }) => kind).join(' ');

describe('a full synchronisation', () => {
  test.each(['size', 'mark'] as const)('by its %s', async (form) => {
    const master = await start({ form });
    master.append(PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    following.replica.stop();
    expect(await following.over).toBeUndefined();
    expect(following.given).toEqual([
      { kind: 'snapshot', at: '100', text: RDB.toString() },
      { kind: 'feed', at: '100 db 0', text: PING },
    ]);
    expect(kindsOf(following)).toBe('connecting preparing snapshot live');
    expect([following.replica.replid, following.replica.received]).toEqual([REPLID, 114]);
    expect(master.requests.slice(0, 4)).toEqual([
      ['PING'],
      ['REPLCONF', 'capa', 'eof', 'capa', 'psync2'],
      ['REPLCONF', 'version', '9.0.0'],
      ['PSYNC', '?', '-1'],
    ]);
  });

  test('newlines before and between mean nothing', async () => {
    const answer = ([name]: readonly string[]): string | undefined =>
      name === 'PSYNC' ? `\n\n+FULLRESYNC ${REPLID} 7\r\n\n\n$3\r\nRDB${PING}` : undefined;
    const following = followed(await start({ answer }));
    await following.until(() => feedOf(following) === PING);
    expect(following.given[0]).toEqual({ kind: 'snapshot', at: '7', text: 'RDB' });
  });

  test('the acknowledgement behind a mark is repeated when the first is missed', async () => {
    let acks = 0;
    const answer = ([name, option]: readonly string[]): string | undefined =>
      name === 'REPLCONF' && option === 'ACK' && ++acks < 3 ? '' : undefined;
    const master = await start({ form: 'mark', answer });
    master.append(PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    expect(master.acks.slice(0, 3)).toEqual([100, 100, 100]);
  });

  test('a link that is lost within the snapshot: another one comes', async () => {
    const answer = ([name]: readonly string[], connection: number): string | undefined =>
      name === 'PSYNC' && connection === 1 ? `+FULLRESYNC ${REPLID} 7\r\n$300\r\nthe beginning` : undefined;
    const master = await start({ answer });
    const following = followed(master);
    await following.until(() => following.given[0]?.text === 'the beginning');
    master.cut();
    await following.until(() => following.given.some(({ kind }) => kind === 'feed'));
    expect(following.given[0]?.error).toMatch(/^LINK: the snapshot is not whole: the connection to .* is lost$/);
    expect(following.given[1]).toEqual({ kind: 'snapshot', at: '100', text: RDB.toString() });
    expect(kindsOf(following)).toBe('connecting preparing snapshot lost connecting preparing snapshot live');
  });
});

describe('going on', () => {
  test('a link that is lost is made again, and what was cut comes once', async () => {
    const master = await start();
    const feed = command('SELECT', '3') + PING + command('MULTI') + command('INCR', 'a') + command('EXEC') + PING;
    // Within PING, and within the transaction.
    master.cuts.push(130, 170);
    master.append(feed);
    const following = followed(master);
    await following.until(() => feedOf(following).length >= feed.length);
    following.replica.stop();
    await following.over;
    expect(feedOf(following)).toBe(feed);
    expect(master.requests.filter(([name]) => name === 'PSYNC')).toEqual([
      ['PSYNC', '?', '-1'],
      ['PSYNC', REPLID, '124'],
      ['PSYNC', REPLID, '138'],
    ]);
    expect(following.events.at(-1)).toMatchObject({ kind: 'live', resumed: true, at: { offset: 137, db: 3 } });
  });

  test('from a position that is kept', async () => {
    const master = await start();
    master.append(PING + command('INCR', 'a'));
    const following = followed(master, { from: { replid: REPLID, offset: 114, db: 5 } });
    await following.until(() => feedOf(following) !== '');
    expect(following.given).toEqual([{ kind: 'feed', at: '114 db 5', text: command('INCR', 'a') }]);
    expect(kindsOf(following)).toBe('connecting live');
  });

  test('a promoted replica gives the history another name', async () => {
    const master = await start();
    master.append(PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    master.promote(OTHER);
    master.cut();
    master.append(command('SELECT', '0'));
    await following.until(() => feedOf(following).length > PING.length);
    expect([following.replica.replid, following.replica.received]).toEqual([OTHER, 137]);
    expect(following.given.map(({ kind }) => kind)).toEqual(['snapshot', 'feed']);
  });

  test('the master has moved: the link is dropped at once, and where it is is asked', async () => {
    const [first, second] = [await start(), await start()];
    first.append(PING);
    second.append(PING + PING);
    let asked = 0;
    const locate = (): Promise<FakeMaster['endpoint']> => Promise.resolve((asked++ === 0 ? first : second).endpoint);
    const following = followed(first, { locate, backoff: { firstMs: 3_600_000, mostMs: 3_600_000 } });
    await following.until(() => feedOf(following) === PING);
    following.replica.moved();
    await following.until(() => feedOf(following) === PING + PING);
    expect(following.events).toContainEqual(expect.objectContaining({ kind: 'lost', retryMs: 0 }));
  });

  test('the master has moved while the old one is connected to', async () => {
    const master = await start();
    // It says nothing, so TLS never comes about.
    const dead = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void dead.close());
    await once(dead, 'listening');
    const { port } = dead.address() as AddressInfo;
    const nobody = { address: { kind: 'tcp', host: '127.0.0.1', port }, tls: { insecure: true } } as const;
    let asked = 0;
    const following = followed(master, {
      locate: () => Promise.resolve(asked++ === 0 ? nobody : master.endpoint),
      connectTimeoutMs: 3_600_000,
    });
    await once(dead, 'connection');
    following.replica.moved();
    await following.until(() => kindsOf(following).endsWith('live'));
  });

  test('the master has moved while it is looked for: what was found is the old one', async () => {
    const [first, second] = [await start(), await start()];
    const places = [first, second];
    const following = followed(first, {
      locate: async () => {
        await Promise.resolve();
        const place = places.shift() ?? second;
        if (place === first) following.replica.moved();
        return place.endpoint;
      },
    });
    await following.until(() => kindsOf(following).endsWith('live'));
    expect(first.requests).toEqual([]);
  });

  test('the master has moved while the next try is waited for', async () => {
    const master = await start();
    const following = followed(master, { backoff: { firstMs: 3_600_000, mostMs: 3_600_000 } });
    await following.until(() => kindsOf(following).endsWith('live'));
    master.cut();
    await following.until(() => kindsOf(following).endsWith('lost'));
    following.replica.moved();
    await following.until(() => kindsOf(following).endsWith('lost connecting live'));
  });
});

describe('history that is gone', () => {
  test('is told before the snapshot is taken', async () => {
    const master = await start();
    master.append(PING);
    const following = followed(master, { from: { replid: OTHER, offset: 90, db: 0 } });
    const port = master.endpoint.address.kind === 'tcp' ? master.endpoint.address.port : 0;
    expect(await following.over).toMatchObject({
      code: 'BACKLOG',
      message: `the history from offset 90 on is gone at 127.0.0.1:${port} (replid ${OTHER}): --resync copies everything anew`,
    });
    expect(following.given).toEqual([]);
  });

  test('is told when it happens later, after what had come', async () => {
    const master = await start();
    master.append(PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    master.replid = OTHER;
    master.cut();
    expect(await following.over).toMatchObject({ code: 'BACKLOG' });
    expect(following.given.at(-1)?.error).toBeUndefined();
  });

  test('lets everything be copied anew, if that is wanted', async () => {
    const master = await start();
    master.append(PING);
    const following = followed(master, { onBacklogGone: 'resync' });
    await following.until(() => feedOf(following) === PING);
    master.replid = OTHER;
    master.cut();
    await following.until(() => feedOf(following) === `${PING}|${PING}`);
    expect(following.given.map(({ kind }) => kind)).toEqual(['snapshot', 'feed', 'snapshot', 'feed']);
    expect(following.replica.replid).toBe(OTHER);
  });
});

describe('acknowledgements', () => {
  test('say what has come whole, at once when they are asked for, and then on a timer', async () => {
    const master = await start();
    const following = followed(master, { heartbeatMs: 3_600_000 });
    await following.until(() => kindsOf(following).endsWith('live'));
    master.append(PING + GETACK + PING + command('MULTI') + GETACK);
    await master.until(() => master.acks.length >= 3);
    // At the snapshot's end; before the first GETACK; before the transaction.
    expect(master.acks).toEqual([100, 114, 165]);
  });

  test('go on while nobody reads', async () => {
    const master = await start();
    const following = followed(master);
    await following.until(() => kindsOf(following).endsWith('live'));
    const before = master.acks.length;
    await master.until(() => master.acks.length > before + 3);
    master.append(PING);
    await master.until(() => master.acks.at(-1) === 114);
  });

  test('tell what is certain to be delivered', async () => {
    const master = await start();
    master.append(PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    following.replica.confirm(107);
    await master.until(() => master.requests.at(-1)?.length === 5);
    expect(master.requests.at(-1)).toEqual(['REPLCONF', 'ACK', '114', 'FACK', '107']);
  });

  test('one goes out when it is stopped', async () => {
    const master = await start();
    const following = followed(master, { heartbeatMs: 3_600_000 });
    master.append(PING);
    await following.until(() => feedOf(following) === PING);
    following.replica.stop();
    await master.until(() => master.acks.at(-1) === 114);
  });
});

describe('silence', () => {
  test('of a master that is dead is a lost link', async () => {
    const answer = ([name]: readonly string[], connection: number): string | undefined =>
      name === 'PSYNC' && connection > 1 ? '' : undefined;
    const master = await start({ answer });
    const following = followed(master, { timeoutMs: 60 });
    await following.until(() => following.events.filter(({ kind }) => kind === 'lost').length >= 2);
    const errors = following.events.flatMap((event) => (event.kind === 'lost' ? [event.error] : []));
    for (const error of errors.slice(0, 2)) {
      expect(error).toMatchObject({ code: 'TIMEOUT', message: expect.stringMatching(/has said nothing for 0.06 s$/) });
    }
  });

  test('at the first contact is the end', async () => {
    const master = await start({ answer: () => '' });
    const following = followed(master, { connectTimeoutMs: 30 });
    expect(await following.over).toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('a master that is not ready', () => {
  test.each([
    ['PING', '-LOADING Redis is loading the dataset in memory\r\n'],
    ['PSYNC', "-NOMASTERLINK Can't SYNC while not connected with my master\r\n"],
    ['PSYNC', "-ERR Can't SYNC while not connected with my master\r\n"],
    ['PSYNC', `+FULLRESYNC ${REPLID} 7\r\n-ERR BGSAVE failed, replication can't continue\r\n`],
  ])('is asked again: to %s it says %s', async (request, reply) => {
    const answer = ([name]: readonly string[], connection: number): string | undefined =>
      name === request && connection < 3 ? reply : undefined;
    const following = followed(await start({ answer }));
    await following.until(() => kindsOf(following).endsWith('live'));
    expect(following.events.filter(({ kind }) => kind === 'lost')).toHaveLength(2);
  });

  test('is given up at the first contact after a while, with its words', async () => {
    const answer = ([name]: readonly string[]): string | undefined =>
      name === 'PING' ? '-LOADING Redis is loading the dataset in memory\r\n' : undefined;
    const following = followed(await start({ answer }), { retryForMs: 30 });
    expect(await following.over).toMatchObject({
      code: 'BUSY',
      message: expect.stringMatching(/answers: LOADING Redis is loading the dataset in memory$/),
    });
  });
});

describe('refusals', () => {
  const SCAN = '--scan copies by SCAN and DUMP instead';
  const NOPERM = "NOPERM this user has no permissions to run the 'psync' command";
  const UNKNOWN = "ERR unknown command 'PSYNC'";

  test.each<[request: string, reply: string, code: string, message: string]>([
    ['PING', 'NOAUTH Authentication required.', 'AUTH', 'needs a password: give it in REDISCLI_AUTH'],
    ['PING', 'ERR operation not permitted', 'AUTH', 'needs a password: give it in REDISCLI_AUTH'],
    [
      'PING',
      'DENIED Redis is running in protected mode',
      'DENIED',
      'is in protected mode, and serves its own host only',
    ],
    [
      'REPLCONF',
      NOPERM,
      'DENIED',
      `does not let this user replicate (${NOPERM}): it takes +psync +sync +replconf +ping; ${SCAN}`,
    ],
    [
      'PSYNC',
      NOPERM,
      'DENIED',
      `does not let this user replicate (${NOPERM}): it takes +psync +sync +replconf +ping; ${SCAN}`,
    ],
    ['PSYNC', 'ERR command is not allowed', 'DENIED', `lets nobody replicate (ERR command is not allowed): ${SCAN}`],
    ['PSYNC SYNC', UNKNOWN, 'DENIED', `lets nobody replicate (${UNKNOWN}): ${SCAN}`],
  ])('to %s: %s', async (requests, words, code, message) => {
    const answer = ([name = '']: readonly string[]): string | undefined =>
      requests.split(' ').includes(name) ? `-${words}\r\n` : undefined;
    const error = await followed(await start({ answer })).over;
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^127\.0\.0\.1:\d+ /) });
    expect(String(error)).toContain(message);
  });

  test.each([
    ['HTTP/1.1 400 Bad Request\r\n', 'does not speak the protocol of Redis: it says "HTTP/1.1 400 Bad Request"'],
    ['220 mail.example.org ESMTP\r\n', 'does not speak the protocol of Redis: it says "220 mail.example.org ESMTP"'],
    ['\x15\x03\x03\x00\x02\x02\x46', 'speaks TLS there: give --tls'],
    ['$3\r\n', 'is no Redis: to PING it answers "$3"'],
  ])('what is no Redis: %j', async (reply, message) => {
    const error = await followed(await start({ answer: () => reply })).over;
    expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining(message) });
  });

  test('a service that hangs up when it is asked', async () => {
    const master = await start({ answer: ([name]) => (name === 'PSYNC' ? '' : undefined) });
    const following = followed(master);
    await master.until(() => master.requests.at(-1)?.[0] === 'PSYNC');
    master.cut();
    expect(await following.over).toMatchObject({
      code: 'LINK',
      message: expect.stringContaining('when it is asked to replicate: --scan'),
    });
  });

  test('a user and a password are given, and a wrong one is told', async () => {
    let given: readonly string[] = [];
    const answer = (request: readonly string[]): string | undefined => {
      if (request[0] === 'PING') return '-NOAUTH Authentication required.\r\n';
      if (request[0] !== 'AUTH') return undefined;
      given = request;
      return '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
    };
    const master = await start({ answer });
    const locate = (): Promise<FakeMaster['endpoint']> =>
      Promise.resolve({ ...master.endpoint, user: 'u', password: 'secret' });
    const error = await followed(master, { locate }).over;
    expect(given).toEqual(['AUTH', 'u', 'secret']);
    expect(error).toMatchObject({ code: 'AUTH', message: expect.stringMatching(/refuses the password$/) });
    expect(String(error)).not.toContain('secret');
  });

  test('options that a server does not know are no reason to stop', async () => {
    const answer = ([name, option]: readonly string[]): string | undefined =>
      name === 'REPLCONF' && option !== 'ACK' ? `-ERR Unrecognized REPLCONF option: ${option}\r\n` : undefined;
    const master = await start({ answer });
    const following = followed(master, { listeningPort: 6380 });
    await following.until(() => kindsOf(following).endsWith('live'));
    expect(master.requests[1]).toEqual(['REPLCONF', 'listening-port', '6380']);
  });

  test('no server there is the end at the first contact', async () => {
    const master = await FakeMaster.start();
    const { endpoint } = master;
    await master.stop();
    expect(await followed(master, { locate: () => Promise.resolve(endpoint) }).over).toMatchObject({ code: 'CONNECT' });
  });
});

describe('a server before 2.8', () => {
  test('is asked by SYNC, and gets no news', async () => {
    const master = await start({ old: true, offset: 0 });
    master.append('select 0\r\n' + PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === 'select 0\r\n' + PING);
    expect(following.given[0]?.text).toBe(RDB.toString());
    expect([following.replica.replid, following.replica.received]).toEqual(['', 24]);
    expect(master.acks).toEqual([]);
  });

  test('cannot be gone on with', async () => {
    const master = await start({ old: true });
    const following = followed(master);
    await following.until(() => kindsOf(following).endsWith('live'));
    master.cut();
    expect(await following.over).toMatchObject({
      code: 'BACKLOG',
      message:
        'the master is a server before 2.8, whose stream cannot be gone on with: --resync copies everything anew',
    });
  });

  test('is copied anew, if that is wanted', async () => {
    const master = await start({ old: true });
    const following = followed(master, { onBacklogGone: 'resync' });
    await following.until(() => kindsOf(following).endsWith('live'));
    master.cut();
    await following.until(() => following.given.length === 4);
    expect(following.given.map(({ kind }) => kind)).toEqual(['snapshot', 'feed', 'snapshot', 'feed']);
  });
});

describe('the end', () => {
  test('what has come is read, what is not whole is not', async () => {
    const master = await start();
    master.append(PING + command('MULTI') + PING);
    const following = followed(master);
    await following.until(() => feedOf(following) === PING);
    following.replica.stop();
    expect(await following.over).toBeUndefined();
    expect(feedOf(following)).toBe(PING);
  });

  test('within a snapshot, that is not whole', async () => {
    const answer = ([name]: readonly string[]): string | undefined =>
      name === 'PSYNC' ? `+FULLRESYNC ${REPLID} 7\r\n$300\r\nthe beginning` : undefined;
    const following = followed(await start({ answer }));
    await following.until(() => following.given[0]?.text === 'the beginning');
    following.replica.stop();
    expect(await following.over).toBeUndefined();
    expect(following.given[0]?.error).toMatch(/^LINK: /);
  });

  test('a feed that is none ends after what is good of it', async () => {
    const master = await start();
    master.append(PING + ':1\r\n');
    const following = followed(master);
    expect(await following.over).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('sends no feed: expected a command, found ":" behind offset 114'),
    });
    expect(feedOf(following)).toBe(PING);
  });
});
