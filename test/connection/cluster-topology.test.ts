/** The three ways in which servers describe their cluster, read into one shape. */
import { describe, expect, test } from 'vitest';
import {
  readNodes,
  readShards,
  readSlots,
  uncoveredSlots,
  type Reached,
} from '../../src/connection/cluster-topology.ts';
import { RespDecoder } from '../../src/resp/decode.ts';
import type { RespValue } from '../../src/resp/value.ts';

const REACHED: Reached = { address: { kind: 'tcp', host: '10.0.0.9', port: 6379 }, tls: false };
const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

type Reply = string | number | null | readonly Reply[];

/** As RESP2 has it. */
function reply(value: Reply): RespValue {
  const text = (one: Reply): string => {
    if (one === null) return '$-1\r\n';
    if (typeof one === 'number') return `:${one}\r\n`;
    if (typeof one === 'string') return `$${Buffer.byteLength(one)}\r\n${one}\r\n`;
    return `*${one.length}\r\n${one.map(text).join('')}`;
  };
  const decoder = new RespDecoder();
  decoder.push(Buffer.from(text(value)));
  const decoded = decoder.take();
  if (decoded === undefined) throw new Error('no whole reply');
  return decoded;
}

const node = (id: string, port: number, role: string): Reply => {
  const place = ['id', id, 'port', port, 'ip', '10.0.0.1', 'endpoint', '10.0.0.1'];
  return place.concat(['role', role, 'replication-offset', 7, 'health', 'online']);
};

describe('CLUSTER SHARDS', () => {
  test('ranges of slots, a master and its replicas', () => {
    const shards = readShards(
      reply([['slots', [0, 99, 200, 299], 'nodes', [node(B, 2, 'replica'), node(A, 1, 'master')]]]),
      REACHED,
    );
    expect(shards).toEqual([
      {
        id: undefined,
        slots: [
          [0, 99],
          [200, 299],
        ],
        master: { id: A, address: { kind: 'tcp', host: '10.0.0.1', port: 1 }, online: true },
        replicas: [{ id: B, address: { kind: 'tcp', host: '10.0.0.1', port: 2 }, online: true }],
      },
    ]);
  });

  test('Valkey 9 says what the shard is called', () => {
    const [shard] = readShards(reply([['slots', [], 'nodes', [], 'id', C]]), REACHED);
    expect(shard).toMatchObject({ id: C, slots: [], master: undefined });
  });

  test('by TLS its own port counts', () => {
    const nodes = [
      ['id', A, 'tls-port', 7, 'port', 1, 'endpoint', 'node.example', 'role', 'master', 'health', 'online'],
    ];
    const [shard] = readShards(reply([['slots', [0, 1], 'nodes', nodes]]), { ...REACHED, tls: true });
    expect(shard?.master?.address).toEqual({ kind: 'tcp', host: 'node.example', port: 7 });
  });

  test('of two masters the one that is there', () => {
    const dead = ['id', A, 'port', 1, 'endpoint', '10.0.0.1', 'role', 'master', 'health', 'fail'];
    const [shard] = readShards(reply([['slots', [0, 1], 'nodes', [dead, node(B, 2, 'master')]]]), REACHED);
    expect(shard?.master?.id).toBe(B);
  });

  test.each([
    ['unknown', '?'],
    ['empty', ''],
    ['null', null],
  ])('an endpoint that is %s is where the node was reached', (_name, endpoint) => {
    const nodes = [['id', A, 'port', 6380, 'endpoint', endpoint, 'role', 'master', 'health', 'online']];
    const [shard] = readShards(reply([['slots', [0, 1], 'nodes', nodes]]), REACHED);
    expect(shard?.master?.address).toEqual({ kind: 'tcp', host: '10.0.0.9', port: 6380 });
  });

  test('something else is no description', () => {
    expect(() => readShards(reply('OK'), REACHED)).toThrow(
      'a server describes its cluster in a way that no server does',
    );
  });
});

test('CLUSTER SLOTS: a row a range, its master first', () => {
  const row = (first: number, last: number): Reply => [first, last, ['', 1, A, []], ['10.0.0.2', 2, B, []]];
  expect(readSlots(reply([row(0, 9), row(20, 29)]), REACHED)).toEqual([
    {
      id: undefined,
      slots: [
        [0, 9],
        [20, 29],
      ],
      master: { id: A, address: { kind: 'tcp', host: '10.0.0.9', port: 1 }, online: true },
      replicas: [{ id: B, address: { kind: 'tcp', host: '10.0.0.2', port: 2 }, online: true }],
    },
  ]);
});

describe('CLUSTER NODES', () => {
  const TEXT = [
    `${A} 10.0.0.1:1@10001,node-a,shard-id=x myself,master - 0 0 7 connected 0-9 11 [12->-${B}] [13-<-${C}]`,
    `${B} ::1:2@10002 master - 0 0 3 connected 20-29`,
    `${C} 10.0.0.3:3@10003 slave ${A} 0 0 7 connected`,
    `${'d'.repeat(40)} 10.0.0.4:4@10004 master,fail - 0 0 3 disconnected`,
    `${'e'.repeat(40)} :0@0 master,noaddr - 0 0 3 disconnected`,
    '',
  ].join('\n');

  test('masters, replicas, who is asked, and which of its slots are on their way', () => {
    const { shards, myself, epoch, open } = readNodes(TEXT, REACHED);
    expect(
      shards.map(({ master, slots, replicas }) => [master?.address, slots, replicas.length, master?.online]),
    ).toEqual([
      [
        { kind: 'tcp', host: '10.0.0.1', port: 1 },
        [
          [0, 9],
          [11, 11],
        ],
        1,
        true,
      ],
      [{ kind: 'tcp', host: '::1', port: 2 }, [[20, 29]], 0, true],
      [{ kind: 'tcp', host: '10.0.0.4', port: 4 }, [], 0, false],
    ]);
    expect([myself, epoch]).toEqual([A, 7]);
    expect(open).toEqual({ migrating: new Map([[12, B]]), importing: new Map([[13, C]]) });
  });
});

test.each([
  ['all slots', [[0, 16383]], []],
  [
    'neighbours',
    [
      [0, 99],
      [100, 16383],
    ],
    [],
  ],
  [
    'a gap, and the end',
    [
      [1, 99],
      [200, 16000],
    ],
    [
      [0, 0],
      [100, 199],
      [16001, 16383],
    ],
  ],
  ['none', [], [[0, 16383]]],
] as const)('slots that nobody has: %s', (_name, ranges, gaps) => {
  const shards = ranges.map((range) => ({ id: undefined, slots: [range], master: undefined, replicas: [] }));
  expect(uncoveredSlots(shards)).toEqual(gaps);
});
