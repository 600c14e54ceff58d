/**
 * Which servers a cluster has, and which slots are whose: CLUSTER SHARDS (7.0), CLUSTER SLOTS (3.0) and CLUSTER NODES, read into
 * one shape. Source: aof-replication-resp.md 3.8; redis 8.6 src/cluster.c and valkey 9.1 src/cluster_legacy.c, clusterGenNodesDescription().
 */
import { ReplicationError } from '../errors.ts';
import { SLOTS } from '../model/slot.ts';
import type { RespValue } from '../resp/value.ts';
import type { Address } from './endpoint.ts';
import { replyItems, replyText } from './reply.ts';

/** First and last slot. */
export type SlotRange = readonly [number, number];

export interface ClusterNode {
  /** 40 hexadecimal digits. */
  readonly id: string;
  readonly address: Address;
  /** It answers, as far as the others know. */
  readonly online: boolean;
}

export interface Shard {
  /** What the servers call the shard (Valkey 9); others give it only to the node itself, by CLUSTER MYSHARDID (7.2). */
  readonly id: string | undefined;
  /** In rising order. */
  readonly slots: readonly SlotRange[];
  /** Undefined while a failover is under way. */
  readonly master: ClusterNode | undefined;
  readonly replicas: readonly ClusterNode[];
}

/** How the node was reached that is asked. */
export interface Reached {
  readonly address: Address;
  readonly tls: boolean;
}

/** Fields of a map, which RESP2 gives as a flat array. */
type Fields = ReadonlyMap<string, RespValue>;

/** @param reply - to CLUSTER SHARDS @throws ReplicationError PROTOCOL */
export function readShards(reply: RespValue, reached: Reached): Shard[] {
  return itemsOf(reply).map((item) => {
    const shard = fieldsOf(item);
    const nodes = itemsOf(shard.get('nodes')).map((node) => readNode(fieldsOf(node), reached));
    const masters = nodes.filter(({ master }) => master);
    return {
      id: replyText(shard.get('id')),
      slots: pairs(itemsOf(shard.get('slots')).map(numberOf)),
      // A master that has failed stays in the list beside the one that took its place.
      master: (masters.find(({ node }) => node.online) ?? masters[0])?.node,
      replicas: nodes.filter(({ master }) => !master).map(({ node }) => node),
    };
  });
}

function readNode(fields: Fields, reached: Reached): { node: ClusterNode; master: boolean } {
  const port = numberOf(
    (reached.tls ? fields.get('tls-port') : undefined) ?? fields.get('port') ?? fields.get('tls-port'),
  );
  const host = knownHost(replyText(fields.get('endpoint')), reached);
  const node: ClusterNode = {
    id: replyText(fields.get('id')) ?? '',
    address: { kind: 'tcp', host, port },
    online: replyText(fields.get('health')) === 'online',
  };
  return { node, master: replyText(fields.get('role')) === 'master' };
}

/** @param reply - to CLUSTER SLOTS: a row a range, its master first @throws ReplicationError PROTOCOL */
export function readSlots(reply: RespValue, reached: Reached): Shard[] {
  const shards = new Map<string, { slots: SlotRange[]; nodes: ClusterNode[] }>();
  for (const row of itemsOf(reply)) {
    const [first, last, ...nodes] = itemsOf(row);
    const known = nodes.map((node) => slotsNode(node, reached));
    const id = known[0]?.id ?? '';
    const shard = shards.get(id) ?? { slots: [], nodes: known };
    shard.slots.push([numberOf(first), numberOf(last)]);
    shards.set(id, shard);
  }
  return [...shards.values()].map(({ slots, nodes: [master, ...replicas] }) => ({
    id: undefined,
    slots: joined(slots),
    master,
    replicas,
  }));
}

function slotsNode(node: RespValue, reached: Reached): ClusterNode {
  const [host, port, id] = itemsOf(node);
  const address: Address = { kind: 'tcp', host: knownHost(replyText(host), reached), port: numberOf(port) };
  // Before 4.0 there are no ids; the address is what stays the same.
  return { id: replyText(id) ?? `${address.host}:${address.port}`, address, online: true };
}

/** What a node says of its own slots that are on their way: the other node's id by slot. */
export interface OpenSlots {
  readonly importing: ReadonlyMap<number, string>;
  readonly migrating: ReadonlyMap<number, string>;
}

export interface NodesView {
  readonly shards: Shard[];
  /** The id of the node that was asked. */
  readonly myself: string;
  /** Of that node. It grows whenever the node takes slots. */
  readonly epoch: number;
  readonly open: OpenSlots;
}

/**
 *   id ip:port@cport[,hostname[,aux]] flags master ping pong epoch state slot|first-last|[slot->-id]|[slot-<-id] …
 *
 * @param text - the reply to CLUSTER NODES
 */
export function readNodes(text: string, reached: Reached): NodesView {
  const masters = new Map<string, { master: ClusterNode | undefined; slots: SlotRange[]; replicas: ClusterNode[] }>();
  const shardOf = (id: string) => {
    const shard = masters.get(id) ?? { master: undefined, slots: [], replicas: [] };
    masters.set(id, shard);
    return shard;
  };
  const importing = new Map<number, string>();
  const migrating = new Map<number, string>();
  let myself = '';
  let epoch = 0;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [id = '', where = '', flagText = '', of = '-', , , epochText, link, ...words] = line.split(' ');
    const flags = flagText.split(',');
    if (flags.includes('myself')) {
      myself = id;
      epoch = Number(epochText);
    }
    if (flags.includes('handshake') || flags.includes('noaddr')) continue;
    const down = flags.includes('fail') || (link === 'disconnected' && !flags.includes('myself'));
    const node: ClusterNode = { id, address: nodesAddress(where, reached), online: !down };
    if (flags.includes('slave')) shardOf(of).replicas.push(node);
    else shardOf(id).master = node;
    for (const word of words) {
      const [, slot = '', way, other = ''] = /^\[(\d+)-([<>])-(\w+)\]$/.exec(word) ?? [];
      if (way !== undefined) (way === '<' ? importing : migrating).set(Number(slot), other);
      else shardOf(id).slots.push(slotRange(word));
    }
  }
  const shards = [...masters.values()].map(({ slots, ...nodes }) => ({
    id: undefined,
    slots: joined(slots),
    ...nodes,
  }));
  return { shards, myself, epoch, open: { importing, migrating } };
}

/** `10.0.0.1:6379@16379,host.name,tls-port=0`; an IPv6 address has no brackets. */
function nodesAddress(where: string, reached: Reached): Address {
  const [address = '', hostname] = where.split(',');
  const end = address.includes('@') ? address.lastIndexOf('@') : address.length;
  const colon = address.lastIndexOf(':', end);
  const ip = address.slice(0, colon);
  return {
    kind: 'tcp',
    host: knownHost(ip === '' ? hostname : ip, reached),
    port: Number(address.slice(colon + 1, end)),
  };
}

function slotRange(word: string): SlotRange {
  const [first = NaN, last = first] = word.split('-').map(Number);
  return [first, last];
}

/** Each slot of the ranges. */
export function slotsIn(ranges: readonly SlotRange[]): number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_slot, i) => first + i));
}

/** What is between the ranges of all shards: slots that nobody serves. */
export function uncoveredSlots(shards: readonly Shard[]): SlotRange[] {
  const gaps: SlotRange[] = [];
  let next = 0;
  for (const [first, last] of joined(shards.flatMap(({ slots }) => slots))) {
    if (first > next) gaps.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next < SLOTS) gaps.push([next, SLOTS - 1]);
  return gaps;
}

/** In rising order, neighbours as one. */
export function joined(ranges: readonly SlotRange[]): SlotRange[] {
  const all: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before !== undefined && before[1] >= first - 1) before[1] = Math.max(before[1], last);
    else all.push([first, last]);
  }
  return all;
}

/** `?`, an empty name or none: the node does not know its own, so it is where it was reached. */
function knownHost(host: string | undefined, { address }: Reached): string {
  if (host !== undefined && host !== '' && host !== '?') return host;
  return address.kind === 'tcp' ? address.host : '127.0.0.1';
}

function pairs(numbers: readonly number[]): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2)
    ranges.push([numbers[index] ?? 0, numbers[index + 1] ?? 0]);
  return joined(ranges);
}

function fieldsOf(value: RespValue): Fields {
  const items = itemsOf(value);
  const fields = new Map<string, RespValue>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    const field = items[index + 1];
    if (field !== undefined) fields.set(replyText(items[index]) ?? '', field);
  }
  return fields;
}

function itemsOf(value: RespValue | undefined): readonly RespValue[] {
  if (value !== undefined && ('items' in value || 'pairs' in value)) return replyItems(value);
  throw new ReplicationError('PROTOCOL', 'a server describes its cluster in a way that no server does');
}

function numberOf(value: RespValue | undefined): number {
  const number = Number(replyText(value) ?? NaN);
  if (Number.isInteger(number)) return number;
  throw new ReplicationError('PROTOCOL', 'a server describes its cluster without the numbers of slots and ports');
}
