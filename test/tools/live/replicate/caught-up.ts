/** How far a source has been followed. */
import type { Client } from '../client.ts';
import { asText } from '../reply-fields.ts';
import type { RunningServer } from '../server.ts';
import type { Replicator } from './replicator.ts';
import { until } from './until.ts';

/** A database that random commands do not touch: no FLUSHDB, no SWAPDB. */
export const QUIET_DB = 7;
/** Of the last key of a load. Deleted again at the source, and so at the target. */
const LAST = 'live:last';

let mark = 0;

/**
 * Waits until a target holds what its source does: the last key written comes last.
 *
 * @throws Error, if the program ends before
 */
export async function caughtUp(
  source: RunningServer,
  target: RunningServer,
  by: Replicator,
  patienceMs?: number,
): Promise<void> {
  const value = String(++mark);
  const [from, to] = [source.connect(), target.connect()];
  for (const client of [from, to]) await client.call('SELECT', QUIET_DB);
  await from.call('SET', LAST, value);
  await until('the last key at the target', () => has(to, value, by), patienceMs);
  await from.call('DEL', LAST);
  await until('its deletion at the target', () => has(to, undefined, by), patienceMs);
  await Promise.all([from.close(), to.close()]);
}

async function has(client: Client, value: string | undefined, by: Replicator): Promise<boolean> {
  if (by.hasEnded) throw new Error(`replicate ended:\n${by.stderr}`);
  const reply = await client.ask('GET', LAST);
  return (Buffer.isBuffer(reply) ? reply.toString() : undefined) === value;
}

/** As INFO replication tells it, of each replica. */
export interface ReplicaInfo {
  readonly state: string;
  readonly offset: number;
  /** Seconds since its last word. */
  readonly lag: number;
}

export async function replicasOf(client: Client): Promise<readonly ReplicaInfo[]> {
  const text = asText(await client.call('INFO', 'replication'));
  return [...text.matchAll(/^slave\d+:(.*?)\r?$/gm)].map(([, fields = '']) => {
    const told = new Map(fields.split(',').map((field) => [field.replace(/=.*/, ''), field.replace(/^.*?=/, '')]));
    return { state: told.get('state') ?? '', offset: Number(told.get('offset')), lag: Number(told.get('lag')) };
  });
}

/** Waits until the program says to its source that it has everything; it may not have brought it anywhere yet. */
export async function received(source: RunningServer, by: Replicator, patienceMs?: number): Promise<void> {
  const { client } = source;
  const told = /^master_repl_offset:(\d+)/m.exec(asText(await client.call('INFO', 'replication')))?.[1];
  await until(
    'an acknowledgement of everything',
    async () => {
      if (by.hasEnded) throw new Error(`replicate ended:\n${by.stderr}`);
      return (await replicasOf(client)).some(({ state, offset }) => state === 'online' && offset >= Number(told));
    },
    patienceMs,
  );
}

/** One number of INFO. */
export async function infoNumber(client: Client, section: string, name: string): Promise<number> {
  const text = asText(await client.call('INFO', section));
  const value = new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`INFO ${section} has no ${name}`);
  return Number(value);
}
