/** Commands that each master of a cluster executes, when everything before them is done. */
import type { Client } from '../../connection/client.ts';
import { addressText, type Address } from '../../connection/endpoint.ts';
import type { Cluster } from '../../connection/cluster.ts';
import { slotsIn } from '../../connection/cluster-topology.ts';
import { errorText, replyItems } from '../../connection/reply.ts';
import { ReplicationError } from '../../errors.ts';
import { isPassingReply } from '../server/error-reply.ts';
import { isMarker } from './cluster-marker.ts';

export interface EverywhereOptions {
  readonly cluster: Cluster;
  readonly connect: (address: Address) => Promise<Client>;
  /** Written by the last node together with what it does, so that it is not done again: SET and its arguments, and the node that has it. */
  readonly mark: { readonly args: readonly string[]; readonly slot: number } | undefined;
}

/** Keys that are deleted at once. */
const KEYS = 1000;
const SLOTS_AT_ONCE = 256;

/** @throws ReplicationError TARGET; BUSY, LINK, …: it may be tried again */
export async function executeEverywhere(args: readonly Uint8Array[], options: EverywhereOptions): Promise<void> {
  const [name = '', what = ''] = args.slice(0, 2).map((arg) => Buffer.from(arg).toString('latin1').toUpperCase());
  await options.cluster.refresh();
  for (const { address, slots, isLast } of mastersOf(options)) {
    const client = await options.connect(address);
    try {
      if (name === 'SFLUSH') {
        const wanted = rangesOf(args);
        await emptySlots(
          client,
          slots.filter((slot) => wanted.some(([first, last]) => slot >= first && slot <= last)),
        );
        if (isLast && options.mark !== undefined) check(client, 'SET', await client.call(...options.mark.args));
      } else await execute(client, name, what, args, isLast ? options.mark?.args : undefined);
    } finally {
      client.close();
    }
  }
}

async function execute(
  client: Client,
  name: string,
  what: string,
  args: readonly Uint8Array[],
  mark: readonly string[] | undefined,
): Promise<void> {
  const words = name === 'FUNCTION' ? functionWords(what, args) : args;
  // FLUSHALL takes the marker as well: it is there again as soon as it is gone.
  const calls = mark === undefined ? [words] : [['MULTI'], words, mark, ['EXEC']];
  const replies = await Promise.all(calls.map((call) => client.call(...call)));
  const exec = mark === undefined ? undefined : replyItems(replies.at(-1));
  const reply = exec?.[0] ?? replies[mark === undefined ? 0 : 1];
  const isGone = what === 'DELETE' && reply !== undefined && /library not found/i.test(errorText(reply) ?? '');
  if (reply !== undefined && !isGone) check(client, `${name}${name === 'FUNCTION' ? ` ${what}` : ''}`, reply);
}

/** In a form that does no harm the second time. */
function functionWords(what: string, args: readonly Uint8Array[]): readonly Uint8Array[] {
  const rest = args.slice(2).map((arg) => Buffer.from(arg).toString('latin1').toUpperCase());
  if (what === 'LOAD' && !rest.slice(0, -1).includes('REPLACE')) {
    return [...args.slice(0, 2), Buffer.from('REPLACE'), ...args.slice(2)];
  }
  return what === 'RESTORE' && rest.length === 1 ? [...args, Buffer.from('REPLACE')] : args;
}

/** Those with slots; the one that has the marker comes last. */
function mastersOf({ cluster, mark }: EverywhereOptions): { address: Address; slots: number[]; isLast: boolean }[] {
  const masters = new Map<string, { address: Address; slots: number[]; isLast: boolean }>();
  for (const { master, slots: ranges } of cluster.shards) {
    if (master === undefined || ranges.length === 0) continue;
    const slots = slotsIn(ranges);
    const isLast = mark !== undefined && slots.includes(mark.slot);
    masters.set(addressText(master.address), { address: master.address, slots, isLast });
  }
  return [...masters.values()].toSorted((a, b) => Number(a.isLast) - Number(b.isLast));
}

function rangesOf(args: readonly Uint8Array[]): [number, number][] {
  const numbers = args.slice(1).map((arg) => Number(Buffer.from(arg).toString('latin1')));
  const ranges: [number, number][] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const [first = NaN, last = NaN] = numbers.slice(index, index + 2);
    if (Number.isInteger(first) && Number.isInteger(last)) ranges.push([first, last]);
  }
  return ranges;
}

async function emptySlots(client: Client, slots: readonly number[]): Promise<void> {
  for (let from = 0; from < slots.length; from += SLOTS_AT_ONCE) {
    await Promise.all(slots.slice(from, from + SLOTS_AT_ONCE).map((slot) => emptySlot(client, slot)));
  }
}

async function emptySlot(client: Client, slot: number): Promise<void> {
  for (;;) {
    const reply = check(
      client,
      'CLUSTER GETKEYSINSLOT',
      await client.call('CLUSTER', 'GETKEYSINSLOT', `${slot}`, `${KEYS}`),
    );
    const keys = replyItems(reply).flatMap((key) =>
      'value' in key && key.value instanceof Uint8Array ? [key.value] : [],
    );
    const ours = keys.filter((key) => !isMarker(key));
    if (ours.length === 0) return;
    check(client, 'DEL', await client.call('DEL', ...ours));
  }
}

function check<Reply extends Parameters<typeof errorText>[0]>(client: Client, what: string, reply: Reply): Reply {
  const error = errorText(reply);
  if (error === undefined) return reply;
  throw new ReplicationError(isPassingReply(error) ? 'BUSY' : 'TARGET', `${client.name} refuses ${what}: ${error}`);
}
