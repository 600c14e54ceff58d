/** Whether servers hold the same, when nothing is written to them. */
import { compareStates } from '../compare-states.ts';
import type { Client } from '../client.ts';
import { asArray, asBuffer, asText } from '../reply-fields.ts';
import type { RunningServer } from '../server.ts';
import { readFunctions, readState } from '../state.ts';
import { pause } from './until.ts';

/** Where a target that is a server keeps how far it has got. */
const MARKER = 'rdb-tool:replicate:*';
/** In this time a server lets go of what has expired. */
const PATIENCE_MS = 3000;
const PAUSE_MS = 100;
const SLIP_MS = 50;
/** Differences that are told. */
const SHOWN = 10;

export interface Comparison {
  /** The servers are of different versions. */
  readonly across?: boolean;
}

/**
 * The first differences: by DEBUG DIGEST, and where that differs by what commands tell. Markers in the target are deleted: nothing
 * may replicate into it any more.
 */
export async function differences(
  source: RunningServer,
  target: RunningServer,
  { across = false }: Comparison = {},
): Promise<readonly string[]> {
  await deleteMarkers(target.client);
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const [a, b] = await Promise.all([digest(source.client), digest(target.client)]);
    if (a === b) return compareFunctions(source, target);
    if (performance.now() > end) break;
    await pause(PAUSE_MS);
  }
  const [before, after] = await Promise.all([readState(source.client), readState(target.client)]);
  const found = compareStates(before, after, { byCommands: true, across });
  if (found.length > 0) return found.slice(0, SHOWN).map(({ what }) => what);
  // Not all versions count alike what commands do not tell. And a server that packs a sorted set as it loads it drops the sign of
  // its zeros: a replica of its own differs by the same.
  const isTold = across || before.includes('"-0"');
  return isTold ? [] : ['DEBUG DIGEST differs, though commands tell the same'];
}

/** The first differences between what all servers of one side hold and what those of the other do: either may be a cluster. */
export async function differencesOfAll(
  sources: readonly RunningServer[],
  targets: readonly RunningServer[],
): Promise<readonly string[]> {
  await Promise.all(targets.map(({ client }) => deleteMarkers(client)));
  const [before, after] = await Promise.all([stateOf(sources), stateOf(targets)]);
  const found = compareStates(before, after, { byCommands: true, replicated: true }).map(({ what }) => what);
  return [...found, ...compareExpiries(before, after)].slice(0, SHOWN);
}

/** Each time a key moves within a cluster its time may slip a little. */
function compareExpiries(before: string, after: string): string[] {
  const [a, b] = [readExpiries(before), readExpiries(after)];
  return [...a].flatMap(([key, ms]) => {
    const other = b.get(key);
    if (other === ms || Math.abs((other ?? NaN) - (ms ?? NaN)) <= SLIP_MS) return [];
    return [`${key} expires at ${other ?? 'no time'}, not ${ms ?? 'at all'}`];
  });
}

function readExpiries(state: string): Map<string, number | null> {
  const rows = state.split('\n').filter((line) => line.startsWith('{"kind":"key"'));
  return new Map(
    rows.map((line) => {
      const { key, expire_ms: ms } = JSON.parse(line) as { key: string; expire_ms: number | null };
      return [Buffer.from(key, 'hex').toString('latin1'), ms];
    }),
  );
}

async function stateOf(servers: readonly RunningServer[]): Promise<string> {
  return (await Promise.all(servers.map(({ client }) => readState(client)))).join('');
}

async function compareFunctions(source: RunningServer, target: RunningServer): Promise<readonly string[]> {
  const texts = await Promise.all(
    [source.client, target.client].map(async (client) => JSON.stringify(await readFunctions(client))),
  );
  return texts[0] === texts[1] ? [] : ['the functions differ'];
}

const digest = async (client: Client): Promise<string> => asText(await client.call('DEBUG', 'DIGEST'));

async function deleteMarkers(client: Client): Promise<void> {
  await client.call('SELECT', 0);
  let cursor = '0';
  do {
    const [next, keys] = asArray(await client.call('SCAN', cursor, 'MATCH', MARKER, 'COUNT', 1000));
    for (const key of asArray(keys)) await client.call('DEL', asBuffer(key));
    cursor = asText(next);
  } while (cursor !== '0');
}
