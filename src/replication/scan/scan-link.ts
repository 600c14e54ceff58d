/** The connection that keys are read by: which commands the server has for it is found out when it is opened. */
import { Client, type Argument } from '../../connection/client.ts';
import type { ConnectOptions } from '../../connection/connect.ts';
import type { Endpoint } from '../../connection/endpoint.ts';
import { parseInfo, type Info } from '../../connection/info.ts';
import { payloadVersion } from '../../rdb/payload-file.ts';
import type { RespValue } from '../../resp/value.ts';
import { bytesOf, errorTextOf, granted, refusal, textOf } from './server-words.ts';

/** What the server can be asked for of a key. */
export interface Abilities {
  /** DUMP and expiry in one transaction, so that they belong together. */
  readonly transactions: boolean;
  /** PEXPIRETIME (7.0); else PTTL, and the server's TIME where it tells it. */
  readonly absoluteExpiry: boolean;
  readonly time: boolean;
  /** What its RDB files would hold of the key's use, by `maxmemory-policy`. Source: redis src/rdb.c, rdbSaveKeyValuePair(). */
  readonly use: 'IDLETIME' | 'FREQ' | undefined;
}

/** A number that no client would give a cursor. */
const NOWHERE = '0';
/** RDB version of servers that have no FUNCTION DUMP to tell theirs, and no key. */
const OLDEST = 9;

export class ScanLink {
  readonly client: Client;
  readonly info: Info;
  readonly abilities: Abilities;
  /** What FUNCTION DUMP answered; undefined where there is none, or it is not allowed. */
  readonly functions: Uint8Array | undefined;
  /** The RDB version of the server's payloads; undefined: known when the first comes. */
  readonly version: number | undefined;
  private db = 0;

  private constructor(client: Client, info: Info, abilities: Abilities, functions: Uint8Array | undefined) {
    this.client = client;
    this.info = info;
    this.abilities = abilities;
    this.functions = functions;
    this.version = functions === undefined ? undefined : payloadVersion(functions);
  }

  /** @throws ReplicationError CONNECT, TLS, AUTH, TIMEOUT, BUSY, DENIED */
  static async open(endpoint: Endpoint, options: ConnectOptions): Promise<ScanLink> {
    const client = await Client.open(endpoint, options);
    try {
      // Reading a key is not to make it look used. Redis 7.2 has it.
      await client.call('CLIENT', 'NO-TOUCH', 'ON');
      granted(await client.call('SCAN', NOWHERE, 'COUNT', '1'), 'SCAN', client.name);
      const info = parseInfo(textOf(await client.call('INFO')) ?? '');
      const functions = bytesOf(await client.call('FUNCTION', 'DUMP'));
      return new ScanLink(client, info, await findAbilities(client, info), functions);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get name(): string {
    return this.client.name;
  }

  /** The RDB version of a server that has not told it. */
  get leastVersion(): number {
    return this.version ?? OLDEST;
  }

  call(...args: readonly Argument[]): Promise<RespValue> {
    return this.client.call(...args);
  }

  /** @throws ReplicationError DENIED: there is no such database, or it must not be selected */
  async select(db: number): Promise<void> {
    if (db === this.db) return;
    const refused = errorTextOf(await this.call('SELECT', String(db)));
    if (refused !== undefined) throw refusal(refused, `database ${db}`, this.name);
    this.db = db;
  }

  close(): void {
    this.client.close();
  }
}

async function findAbilities(client: Client, info: Info): Promise<Abilities> {
  const began = await client.call('MULTI');
  const transactions = errorTextOf(began) === undefined && errorTextOf(await client.call('EXEC')) === undefined;
  const policy = info.get('maxmemory_policy') ?? '';
  return {
    transactions,
    absoluteExpiry: await has(client, 'PEXPIRETIME', ''),
    time: await has(client, 'TIME'),
    use: policy.endsWith('lru') ? 'IDLETIME' : policy.endsWith('lfu') ? 'FREQ' : undefined,
  };
}

/** Keys that are not to be read are told when they come. */
async function has(client: Client, ...command: readonly [string, ...string[]]): Promise<boolean> {
  const text = errorTextOf(await client.call(...command));
  return text === undefined || /^NOPERM.*\bkeys?\b/i.test(text);
}
