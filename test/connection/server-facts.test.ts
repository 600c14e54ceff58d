import { describe, expect, test } from 'vitest';
import { Client } from '../../src/connection/client.ts';
import { describeServer, factsOf, type ServerFacts } from '../../src/connection/server-facts.ts';
import { answering, bulks, fakeServer } from './fake-server.ts';

function info(lines: string): string {
  return `# Server\r\n${lines.replaceAll(' ', '\r\n')}\r\n`;
}

describe('which server it is', () => {
  test.each([
    ['Redis', 'redis_version:8.6.3 redis_mode:standalone', 'redis', '8.6.3', 'redis-8.6'],
    ['Redis before 2.8', 'redis_version:2.6.17', 'redis', '2.6.17', 'redis-2.6'],
    ['older than all we know', 'redis_version:2.0.4', 'redis', '2.0.4', 'redis-2.4'],
    ['newer than all we know', 'redis_version:11.2.0', 'redis', '11.2.0', 'redis-8.10'],
    ['Valkey', 'redis_version:7.2.4 server_name:valkey valkey_version:9.1.2', 'valkey', '9.1.2', 'valkey-9.1'],
    ['Redict', 'redict_version:7.3.6 redis_version:7.2.4', 'redict', '7.3.6', 'redis-7.2'],
    ['Dragonfly', 'redis_version:7.4.0 dragonfly_version:df-v1.27.1', 'dragonfly', 'df-v1.27.1', 'redis-7.4'],
    ['no version', 'role:master', 'redis', undefined, undefined],
  ])('%s', (_name, lines, software, version, target) => {
    const facts = factsOf(info(lines));
    expect({ ...facts, target: facts.target?.name }).toMatchObject({ software, version, target });
  });
});

describe('what it does', () => {
  test.each([
    ['a master', 'redis_mode:standalone role:master cluster_enabled:0', 'master', false],
    ['a replica', 'redis_mode:standalone role:slave', 'replica', false],
    ['a node of a cluster', 'server_mode:cluster role:master cluster_enabled:1', 'master', true],
    ['a sentinel', 'redis_mode:sentinel', 'sentinel', false],
    ['nothing that it tells', 'redis_version:7.0.0', undefined, false],
  ])('%s', (_name, lines, role, cluster) => {
    expect(factsOf(info(lines))).toMatchObject({ role, cluster });
  });

  test('whom a replica follows', () => {
    const facts = factsOf(info('role:slave master_host:fd00::1 master_port:6380 master_link_status:down'));
    expect(facts.master).toEqual({ address: { kind: 'tcp', host: 'fd00::1', port: 6380 }, isLinked: false });
  });

  test('its modules', () => {
    const facts = factsOf(info('module:name=lua,ver=1,api=1 module:name=bf,ver=80008,api=1'));
    expect(facts.modules).toEqual(['lua', 'bf']);
  });
});

describe('a server that answers', () => {
  const NOPERM = "-NOPERM User ann has no permissions to run the 'info' command\r\n";

  async function described(replies: Readonly<Record<string, string>>): Promise<ServerFacts> {
    await using server = await fakeServer(answering(replies));
    const client = await Client.open({ address: server.address }, { timeoutMs: 5000 });
    try {
      return await describeServer(client);
    } finally {
      client.close();
    }
  }

  test('INFO', async () => {
    const text = info('redis_version:7.0.15 role:master');
    const facts = await described({ INFO: `$${text.length}\r\n${text}\r\n` });
    expect(facts).toMatchObject({ software: 'redis', version: '7.0.15', role: 'master' });
  });

  test('HELLO and ROLE, where INFO is forbidden', async () => {
    const modules = '$7\r\nmodules\r\n*1\r\n' + bulks('name', 'lua', 'ver', '1');
    const hello = bulks('server', 'valkey', 'version', '9.1.2', 'mode', 'cluster').replace('*6', '*8') + modules;
    const role = '*5\r\n$5\r\nslave\r\n$1\r\nh\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n';
    const facts = await described({ INFO: NOPERM, HELLO: hello, ROLE: role });
    expect({ ...facts, target: facts.target?.name }).toMatchObject({
      software: 'valkey',
      version: '9.1.2',
      target: 'valkey-9.1',
      role: 'replica',
      cluster: true,
      modules: ['lua'],
    });
  });

  test('nothing', async () => {
    expect(await described({ INFO: NOPERM })).toMatchObject({ version: undefined, target: undefined, role: undefined });
  });

  test.each([
    ['-BUSY Redis is busy running a script.\r\n', 'BUSY'],
    ['-NOAUTH Authentication required.\r\n', 'AUTH'],
  ])('not now, or not us: %s', async (reply, code) => {
    await expect(described({ INFO: reply })).rejects.toMatchObject({ code });
  });
});
