/** What a server tells of itself. Source: redis 8.6 src/server.c, genRedisInfoString(); valkey 9.1 likewise; aof-replication-resp.md 5.3. */
import { TARGETS, type Family, type Target } from '../model/target.ts';
import type { RespValue } from '../resp/value.ts';
import type { Client } from './client.ts';
import type { Address } from './endpoint.ts';
import { refusalOf } from './refusal.ts';
import { errorText, replyItems, replyText } from './reply.ts';

export interface ServerFacts {
  /** What it calls itself: redis, valkey, redict, dragonfly, … */
  readonly software: string;
  /** Of its own numbering. Undefined, as is `target`: it does not tell, or we may not ask. */
  readonly version: string | undefined;
  /** The Redis or Valkey that it is, or says it is like. */
  readonly target: Target | undefined;
  readonly role: 'master' | 'replica' | 'sentinel' | undefined;
  /** Of a replica: whom it follows, and whether it does so now. */
  readonly master: { readonly address: Address; readonly isLinked: boolean } | undefined;
  /** It is a node of a cluster. */
  readonly cluster: boolean;
  /** Names of the modules it has loaded. */
  readonly modules: readonly string[];
  /** All of INFO, as far as it is shown. A name that stands twice has its last value. */
  readonly info: ReadonlyMap<string, string>;
}

/** Fields of INFO that name whoever is no Redis, before it says for the sake of clients which Redis it is like. */
const OTHERS = ['valkey', 'redict', 'dragonfly', 'kvrocks', 'garnet', 'keydb'] as const;
const MODES = ['redis_mode', 'server_mode', 'redict_mode'] as const;

/** Asks by INFO, else by HELLO and ROLE: any of them may be forbidden. @throws ReplicationError of the connection; AUTH, BUSY */
export async function describeServer(client: Client): Promise<ServerFacts> {
  const reply = await client.call('INFO');
  const text = replyText(reply);
  if (text !== undefined) return factsOf(text);
  const refusal = refusalOf(client.name, errorText(reply) ?? '');
  if (refusal.code === 'AUTH' || refusal.code === 'BUSY') throw refusal;
  const hello = await client.call('HELLO');
  const role = roleOf(replyText(replyItems(await client.call('ROLE'))[0]));
  return helloFacts(hello, role);
}

/** Of the text that INFO answers. */
export function factsOf(text: string): ServerFacts {
  const lines = text.split(/\r?\n/).map((line) => /^([^#:]+):(.*)$/.exec(line));
  const pairs = lines.flatMap((line): [string, string][] => (line === null ? [] : [[line[1] ?? '', line[2] ?? '']]));
  const info = new Map(pairs);
  const redis = info.get('redis_version');
  const other = OTHERS.find((name) => info.has(`${name}_version`));
  const software = other ?? info.get('server_name') ?? 'redis';
  const version = other === undefined ? redis : info.get(`${other}_version`);
  const mode = MODES.map((name) => info.get(name)).find((value) => value !== undefined);
  const host = info.get('master_host');
  return {
    software,
    version,
    target: software === 'valkey' ? targetLike('valkey', version) : targetLike('redis', redis),
    role: mode === 'sentinel' ? 'sentinel' : roleOf(info.get('role')),
    master:
      host === undefined
        ? undefined
        : {
            address: { kind: 'tcp', host, port: Number(info.get('master_port')) },
            isLinked: info.get('master_link_status') === 'up',
          },
    cluster: info.get('cluster_enabled') === '1' || mode === 'cluster',
    modules: pairs.filter(([name]) => name === 'module').map(([, value]) => /^name=([^,]*)/.exec(value)?.[1] ?? value),
    info,
  };
}

function helloFacts(reply: RespValue, role: ServerFacts['role']): ServerFacts {
  const items = replyItems(reply);
  const valueOf = (name: string): RespValue | undefined => {
    const at = items.findIndex((item) => replyText(item) === name);
    return at < 0 ? undefined : items[at + 1];
  };
  const text = (name: string): string | undefined => replyText(valueOf(name));
  const software = text('server') ?? 'redis';
  const version = text('version');
  const known = software === 'valkey' || software === 'redis' ? software : undefined;
  return {
    software,
    version,
    target: known === undefined ? undefined : targetLike(known, version),
    role: text('mode') === 'sentinel' ? 'sentinel' : (role ?? roleOf(text('role'))),
    master: undefined,
    cluster: text('mode') === 'cluster',
    modules: replyItems(valueOf('modules')).map((one) => replyText(replyItems(one)[1]) ?? ''),
    info: new Map(),
  };
}

function roleOf(word: string | undefined): ServerFacts['role'] {
  return word === 'slave'
    ? 'replica'
    : word === 'master' || word === 'replica' || word === 'sentinel'
      ? word
      : undefined;
}

/** The newest that is not newer; of what is older than all, the oldest. */
function targetLike(family: Family, version: string | undefined): Target | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined) return undefined;
  const known = TARGETS.filter((one) => one.family === family);
  const isOld = (one: Target): boolean =>
    one.major < Number(major) || (one.major === Number(major) && one.minor <= Number(minor));
  return known.findLast(isOld) ?? known[0];
}

/** The history that it writes itself, or follows, by its name; none if it does not tell. */
export function replidsOf({ info }: Pick<ServerFacts, 'info'>): string[] {
  const replid = info.get('master_replid');
  return replid === undefined ? [] : [replid];
}
