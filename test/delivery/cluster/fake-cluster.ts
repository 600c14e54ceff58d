/** Nodes of a cluster that answer as their part of the slots has it, and keep strings. */
import type { Socket } from 'node:net';
import type { Address } from '../../../src/connection/endpoint.ts';
import { keySlot } from '../../../src/model/slot.ts';
import { bulks, fakeServer, type FakeServer } from '../../connection/fake-server.ts';

/** The last slot of the first node. */
export const HALF = 8191;

export interface FakeNode {
  readonly server: FakeServer;
  readonly address: Extract<Address, { kind: 'tcp' }>;
  readonly keys: Map<string, string>;
  /** What it answers to the next requests that begin so, instead: once each. */
  readonly answers: { readonly begin: string; readonly text: string }[];
}

export class FakeCluster implements AsyncDisposable {
  readonly nodes: FakeNode[] = [];
  /** Whose a slot is that has moved. */
  readonly moved = new Map<number, number>();
  /** So many times more the topology is told without the second node. */
  halves = 0;
  /** Transactions: what is queued of each connection. */
  private readonly queued = new Map<Socket, { words: readonly string[][]; spoilt: string | undefined }>();
  private readonly asking = new Set<Socket>();

  static async start(): Promise<FakeCluster> {
    const cluster = new FakeCluster();
    for (let index = 0; index < 2; index++) await cluster.add(index);
    return cluster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { server } of this.nodes) await server.close();
  }

  nodeOf(slot: number): FakeNode {
    const node = this.nodes[this.moved.get(slot) ?? (slot <= HALF ? 0 : 1)];
    if (node === undefined) throw new Error('no such node');
    return node;
  }

  /** Of all nodes; markers left out. */
  get keys(): Record<string, string> {
    const all = this.nodes.flatMap(({ keys }) => [...keys]);
    return Object.fromEntries(all.filter(([key]) => !key.startsWith('rdb-tool:')));
  }

  private async add(index: number): Promise<void> {
    const server = await fakeServer((words, socket) => this.answer(index, [...words], socket));
    if (server.address.kind !== 'tcp') throw new Error('no port');
    this.nodes.push({ server, address: server.address, keys: new Map(), answers: [] });
  }

  private answer(index: number, words: string[], socket: Socket): string {
    const name = (words[0] ?? '').toUpperCase();
    const node = this.nodes[index];
    if (node === undefined) return '-ERR gone\r\n';
    const begin = node.answers.findIndex((one) => words.join(' ').startsWith(one.begin));
    const planned = begin < 0 ? undefined : node.answers.splice(begin, 1)[0];
    if (planned?.text === 'close') {
      socket.destroy();
      return '';
    }
    const transaction = this.queued.get(socket);
    if (name === 'MULTI') {
      this.queued.set(socket, { words: [], spoilt: undefined });
      return '+OK\r\n';
    }
    if (name === 'EXEC' && transaction !== undefined) {
      this.queued.delete(socket);
      if (transaction.spoilt !== undefined) return '-EXECABORT Transaction discarded because of previous errors.\r\n';
      const replies = transaction.words.map((one) => this.execute(node, one));
      if (planned === undefined) return `*${replies.length}\r\n${replies.join('')}`;
      // All is done, and nobody hears of it.
      socket.destroy();
      return '';
    }
    const refusal = planned?.text ?? this.redirection(index, name, words, socket);
    if (transaction !== undefined) {
      transaction.spoilt ??= refusal;
      this.queued.set(socket, { ...transaction, words: [...transaction.words, words] });
      return refusal ?? '+QUEUED\r\n';
    }
    return refusal ?? this.execute(node, words, socket);
  }

  private redirection(index: number, name: string, words: readonly string[], socket: Socket): string | undefined {
    if (!['SET', 'GET', 'DEL', 'MSET', 'INCR', 'APPEND'].includes(name)) return undefined;
    const slot = keySlot(Buffer.from(words[1] ?? ''));
    const { address } = this.nodeOf(slot);
    const isAsked = this.asking.delete(socket);
    if (isAsked || this.nodes[index]?.address === address) return undefined;
    return `-MOVED ${slot} 127.0.0.1:${address.port}\r\n`;
  }

  private execute({ keys }: FakeNode, [name = '', ...args]: readonly string[], socket?: Socket): string {
    const [key = '', value = ''] = args;
    switch (name.toUpperCase()) {
      case 'PING':
        return '+PONG\r\n';
      case 'INFO':
        return bulk(
          `redis_version:7.2.4\r\nrole:master\r\ncluster_enabled:1\r\n${keys.size > 0 ? `db0:keys=${keys.size}\r\n` : ''}`,
        );
      case 'FUNCTION':
        return '*0\r\n';
      case 'CLUSTER':
        return key.toUpperCase() === 'SLOTS' ? this.slots() : '-ERR unknown subcommand\r\n';
      case 'CLIENT':
        return key.toUpperCase() === 'ID' ? ':7\r\n' : '+OK\r\n';
      case 'ASKING':
        if (socket !== undefined) this.asking.add(socket);
        return '+OK\r\n';
      case 'GET': {
        const found = keys.get(key);
        return found === undefined ? '$-1\r\n' : bulk(found);
      }
      case 'SET':
        keys.set(key, value);
        return '+OK\r\n';
      case 'MSET':
        for (let at = 0; at < args.length; at += 2) keys.set(args[at] ?? '', args[at + 1] ?? '');
        return '+OK\r\n';
      case 'INCR':
        keys.set(key, String(Number(keys.get(key) ?? 0) + 1));
        return ':1\r\n';
      case 'APPEND':
        keys.set(key, (keys.get(key) ?? '') + value);
        return ':1\r\n';
      case 'DEL':
        for (const one of args) keys.delete(one);
        return ':1\r\n';
      case 'PEXPIREAT':
        return ':1\r\n';
      case 'LSET':
        return '-ERR no such key\r\n';
      case 'FLUSHALL':
        keys.clear();
        return '+OK\r\n';
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  }

  private slots(): string {
    const row = (first: number, last: number, index: number): string => {
      const port = this.nodes[index]?.address.port ?? 0;
      return `*3\r\n:${first}\r\n:${last}\r\n*3\r\n${bulk('127.0.0.1')}:${port}\r\n${bulk(`node-${index}`)}`;
    };
    const rows = [row(0, HALF, 0), ...(this.halves-- > 0 ? [] : [row(HALF + 1, 16383, 1)])];
    for (const [slot, index] of this.moved) rows.push(row(slot, slot, index));
    return `*${rows.length}\r\n${rows.join('')}`;
  }
}

function bulk(text: string): string {
  return bulks(text).replace(/^\*1\r\n/, '');
}
