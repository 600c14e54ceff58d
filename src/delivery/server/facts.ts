/** What a target says of itself. */
import type { Client } from '../../connection/client.ts';
import { likeSource, supports, type Target } from '../../model/target.ts';
import { readReply, readText } from './reply.ts';

export interface TargetFacts {
  /** Which commands it knows, and which serialised values it takes. */
  readonly server: Target;
  /** Of a replica, its master as `host:port`. */
  readonly master: string | undefined;
  readonly isCluster: boolean;
  /** In all databases. */
  readonly keys: number;
  readonly functions: number;
}

/** @throws ReplicationError */
export async function readFacts(client: Client): Promise<TargetFacts> {
  const info = parseInfo(readText(client, 'INFO', await client.call('INFO')));
  const valkey = info.get('valkey_version');
  const server =
    valkey === undefined
      ? likeSource('redis', new Map([['redis-ver', info.get('redis_version') ?? '']]))
      : likeSource('valkey', new Map([['valkey-ver', valkey]]));
  const isReplica = info.get('role') === 'slave';
  return {
    server,
    master: isReplica ? `${info.get('master_host') ?? '?'}:${info.get('master_port') ?? '?'}` : undefined,
    isCluster: info.get('cluster_enabled') === '1',
    keys: countKeys(info),
    functions: supports(server, 'functions') ? await countFunctions(client) : 0,
  };
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** `db0:keys=1,expires=0,avg_ttl=0` */
function countKeys(info: ReadonlyMap<string, string>): number {
  let keys = 0;
  for (const [name, value] of info) if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  return keys;
}

async function countFunctions(client: Client): Promise<number> {
  const list = readReply(client, 'FUNCTION LIST', await client.call('FUNCTION', 'LIST'));
  return list.type === 'array' ? list.items.length : 0;
}
