import { afterEach, describe, expect, test } from 'vitest';
import { addressText, type Address, type Endpoint } from '../../src/connection/endpoint.ts';
import { parseServerUrl } from '../../src/connection/parse-url.ts';
import { SentinelMaster, type SentinelPlace } from '../../src/connection/sentinel.ts';
import { answering, bulks, fakeServer, type FakeServer } from './fake-server.ts';

const NULL = '*-1\r\n';

const followed: SentinelMaster[] = [];
afterEach(() => followed.splice(0).forEach((one) => one.close()));

function sentinelMaster(url: string): SentinelMaster {
  const place = parseServerUrl(url);
  const made = new SentinelMaster(place as SentinelPlace, { timeoutMs: 5000, retryMs: 5, pingMs: 20 });
  followed.push(made);
  return made;
}

function portOf(address: Address): string {
  return address.kind === 'tcp' ? String(address.port) : '';
}

function master(role = 'master', replies: Readonly<Record<string, string>> = {}): Promise<FakeServer> {
  return fakeServer(answering({ ROLE: `*3\r\n$${role.length}\r\n${role}\r\n:0\r\n*0\r\n`, ...replies }));
}

/** What a sentinel knows, which may change. */
interface Knowledge {
  /** By name. */
  readonly masters: Record<string, Address>;
  readonly others?: readonly Address[];
  readonly password?: string;
}

function sentinel(knowledge: Knowledge): Promise<FakeServer> {
  const { others = [], password } = knowledge;
  const subscribed = '*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n';
  let isIn = password === undefined;
  return fakeServer((words) => {
    const [command, what, name = ''] = words;
    if (command === 'AUTH') {
      isIn = words[1] === password;
      return isIn ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n';
    }
    if (!isIn) return '-NOAUTH Authentication required.\r\n';
    if (command === 'PING') return '+PONG\r\n';
    if (command === 'SUBSCRIBE') return subscribed;
    const address = knowledge.masters[name];
    if (what === 'get-master-addr-by-name') return address === undefined ? NULL : bulks('127.0.0.1', portOf(address));
    if (what === 'masters') {
      const names = Object.keys(knowledge.masters);
      return `*${names.length}\r\n${names.map((one) => bulks('name', one, 'ip', '127.0.0.1')).join('')}`;
    }
    return `*${others.length}\r\n${others.map((one) => bulks('ip', '127.0.0.1', 'port', portOf(one))).join('')}`;
  });
}

function tellSwitch(of: FakeServer, name: string, from: Address, to: Address): void {
  const payload = `${name} 127.0.0.1 ${portOf(from)} 127.0.0.1 ${portOf(to)}`;
  for (const socket of of.connections) socket.write(bulks('message', '+switch-master', payload));
}

const url = (sentinels: readonly FakeServer[], name = 'mymaster', userinfo = ''): string =>
  `redis+sentinel://${userinfo}${sentinels.map(({ address }) => addressText(address)).join(',')}/${name}`;

/** A port on which nobody listens. */
async function gone(): Promise<FakeServer> {
  const server = await fakeServer(answering());
  await server.close();
  return server;
}

describe('where the master is', () => {
  test('the first sentinel that is there tells, and the master says that it is one', async () => {
    await using at = await master();
    await using told = await sentinel({ masters: { mymaster: at.address } });
    const endpoint = await sentinelMaster(url([await gone(), told])).locate();
    expect(endpoint).toEqual({ address: at.address });
    expect(at.requests).toEqual(['PING', 'ROLE']);
  });

  test('the password is the servers’, and told to a sentinel only if it asks', async () => {
    await using at = await master('master', { AUTH: '+OK\r\n' });
    await using open = await sentinel({ masters: { mymaster: at.address } });
    await using shut = await sentinel({ masters: { mymaster: at.address }, password: 'pw' });
    expect(await sentinelMaster(url([open], 'mymaster', ':pw@')).locate()).toMatchObject({ password: 'pw' });
    expect(open.requests.filter((request) => request.startsWith('AUTH'))).toEqual([]);
    expect(await sentinelMaster(url([shut], 'mymaster', ':pw@')).locate()).toMatchObject({ password: 'pw' });
    expect(shut.requests.slice(0, 2)).toEqual(['PING', 'AUTH pw']);
  });

  test('a sentinel that has not heard yet is passed over', async () => {
    await using old = await master('slave');
    await using now = await master();
    await using late = await sentinel({ masters: { mymaster: old.address } });
    await using told = await sentinel({ masters: { mymaster: now.address } });
    expect(await sentinelMaster(url([late, told])).locate()).toEqual({ address: now.address });
  });

  test('the sentinels that a sentinel knows are asked when it is gone', async () => {
    await using at = await master();
    await using other = await sentinel({ masters: { mymaster: at.address } });
    const first = await sentinel({ masters: { mymaster: at.address }, others: [other.address] });
    const followed = sentinelMaster(url([first]));
    await followed.locate();
    await first.close();
    expect(await followed.locate()).toEqual({ address: at.address });
  });

  test('a user that may not ask for its role', async () => {
    await using at = await master('master', {
      ROLE: "-NOPERM User ann has no permissions to run the 'role' command\r\n",
    });
    await using told = await sentinel({ masters: { mymaster: at.address } });
    expect(await sentinelMaster(url([told])).locate()).toEqual({ address: at.address });
  });
});

describe('no master', () => {
  /** With ports left out. */
  async function failure(of: SentinelMaster): Promise<unknown> {
    const error: unknown = await of.locate().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const { code, message } = error as { readonly code: string; readonly message: string };
    return { code, message: message.replaceAll(/:\d{3,5}\b/g, ':PORT') };
  }

  test('a name that nobody knows', async () => {
    await using at = await master();
    await using told = await sentinel({ masters: { cache: at.address, queue: at.address } });
    expect(await failure(sentinelMaster(url([told])))).toEqual({
      code: 'CONNECT',
      message: 'no sentinel knows a master "mymaster": they know cache, queue',
    });
  });

  test('no sentinel is there', async () => {
    expect(await failure(sentinelMaster(url([await gone(), await gone()])))).toEqual({
      code: 'CONNECT',
      message:
        'no sentinel leads to the master "mymaster": cannot connect to 127.0.0.1:PORT: connection refused; cannot connect to 127.0.0.1:PORT: connection refused',
    });
  });

  test('a replica still', async () => {
    await using at = await master('slave');
    await using told = await sentinel({ masters: { mymaster: at.address } });
    expect(await failure(sentinelMaster(url([told])))).toEqual({
      code: 'BUSY',
      message: '127.0.0.1:PORT should be the master, and says that it is a slave still',
    });
  });

  test('a server that is no sentinel', async () => {
    await using at = await master();
    expect(await failure(sentinelMaster(url([at])))).toEqual({
      code: 'PROTOCOL',
      message: '127.0.0.1:PORT is no sentinel',
    });
  });

  test('the wrong password', async () => {
    await using at = await master('master', { AUTH: '-WRONGPASS invalid username-password pair\r\n' });
    await using told = await sentinel({ masters: { mymaster: at.address } });
    expect(await failure(sentinelMaster(url([told], 'mymaster', ':px@')))).toEqual({
      code: 'AUTH',
      message: '127.0.0.1:PORT refuses the password',
    });
  });
});

describe('the master moves', () => {
  test('a sentinel tells of this master, and of others', async () => {
    await using before = await master();
    await using after = await master();
    await using told = await sentinel({ masters: { mymaster: before.address } });
    const of = sentinelMaster(url([told]));
    await of.locate();
    const moved = new Promise<Endpoint>((resolve) => of.onMoved(resolve));
    await expect.poll(() => told.requests).toContain('SUBSCRIBE +switch-master');
    tellSwitch(told, 'other', before.address, before.address);
    tellSwitch(told, 'mymaster', before.address, after.address);
    expect(await moved).toEqual({ address: after.address });
  });

  test('it does so while no sentinel is heard', async () => {
    await using before = await master();
    await using after = await master();
    const masters = { mymaster: before.address };
    await using other = await sentinel({ masters });
    const told = await sentinel({ masters });
    const of = sentinelMaster(url([told, other]));
    await of.locate();
    const moved = new Promise<Endpoint>((resolve) => of.onMoved(resolve));
    await expect.poll(() => told.requests).toContain('SUBSCRIBE +switch-master');
    masters.mymaster = after.address;
    await told.close();
    expect(await moved).toEqual({ address: after.address });
    expect(other.requests).toContain('SUBSCRIBE +switch-master');
  });

  test('a sentinel that hangs is left for another', async () => {
    await using at = await master();
    await using other = await sentinel({ masters: { mymaster: at.address } });
    let isHanging = false;
    const knows = answering({
      SUBSCRIBE: '*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n',
      SENTINEL: bulks('127.0.0.1', portOf(at.address)),
    });
    await using told = await fakeServer((words, socket) => (isHanging ? undefined : knows(words, socket)));
    const place = parseServerUrl(url([told, other])) as SentinelPlace;
    const of = new SentinelMaster(place, { timeoutMs: 5000, replyTimeoutMs: 30, retryMs: 5, pingMs: 5 });
    followed.push(of);
    of.onMoved(() => {});
    await expect.poll(() => told.requests).toContain('SUBSCRIBE +switch-master');
    isHanging = true;
    await expect.poll(() => other.requests).toContain('SUBSCRIBE +switch-master');
  });

  test('nothing is told after close, and no connection is left', async () => {
    await using at = await master();
    await using told = await sentinel({ masters: { mymaster: at.address } });
    const of = sentinelMaster(url([told]));
    of.onMoved(() => {
      throw new Error('told');
    });
    await expect.poll(() => told.requests).toContain('SUBSCRIBE +switch-master');
    of.close();
    await expect.poll(() => told.connections.size).toBe(0);
  });
});
