/** The connection that keys are read by: which commands the server has for it is found out when it is opened. */
import { Client, type Argument, type ClientOptions } from '../../connection/client.ts';
import type { Endpoint } from '../../connection/endpoint.ts';
import { errorText } from '../../connection/reply.ts';
import { describeServer, type ServerFacts } from '../../connection/server-facts.ts';
import { payloadVersion } from '../../rdb/payload-file.ts';
import type { RespValue } from '../../resp/value.ts';
import { itemsOf, replyBytes, scanRefusal } from './server-words.ts';

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

export class ScanLink {
  readonly facts: ServerFacts;
  readonly abilities: Abilities;
  /** What FUNCTION DUMP answered; undefined where there is none, or it is not allowed. */
  readonly functions: Uint8Array | undefined;
  private readonly client: Client;
  private db = 0;

  private constructor(client: Client, facts: ServerFacts, abilities: Abilities, functions: Uint8Array | undefined) {
    this.client = client;
    this.facts = facts;
    this.abilities = abilities;
    this.functions = functions;
  }

  /** @throws ReplicationError CONNECT, TLS, AUTH, TIMEOUT, BUSY, DENIED, PROTOCOL */
  static async open(endpoint: Endpoint, options: ClientOptions): Promise<ScanLink> {
    const client = await Client.open(endpoint, options);
    try {
      // Reading a key is not to make it look used. Redis 7.2 has it.
      await client.call('CLIENT', 'NO-TOUCH', 'ON');
      itemsOf(client.name, 'SCAN', await client.call('SCAN', '0', 'COUNT', '1'));
      const facts = await describeServer(client);
      const functions = replyBytes(await client.call('FUNCTION', 'DUMP'));
      return new ScanLink(client, facts, await findAbilities(client, facts), functions);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get name(): string {
    return this.client.name;
  }

  /** The RDB version of the server's payloads; undefined: known when the first comes. */
  get version(): number | undefined {
    return this.functions === undefined ? undefined : payloadVersion(this.functions);
  }

  call(...args: readonly Argument[]): Promise<RespValue> {
    return this.client.call(...args);
  }

  /** @throws ReplicationError: there is no such database, or it must not be selected */
  async select(db: number): Promise<void> {
    if (db === this.db) return;
    const refused = errorText(await this.call('SELECT', String(db)));
    if (refused !== undefined) throw scanRefusal(this.name, `database ${db}`, refused);
    this.db = db;
  }

  close(): void {
    this.client.close();
  }
}

async function findAbilities(client: Client, { info }: ServerFacts): Promise<Abilities> {
  const policy = info.get('maxmemory_policy') ?? '';
  const canBegin = errorText(await client.call('MULTI')) === undefined;
  return {
    transactions: canBegin && errorText(await client.call('EXEC')) === undefined,
    absoluteExpiry: await has(client, 'PEXPIRETIME', ''),
    time: await has(client, 'TIME'),
    use: policy.endsWith('lru') ? 'IDLETIME' : policy.endsWith('lfu') ? 'FREQ' : undefined,
  };
}

/** A key that is not to be read is told when it comes. */
async function has(client: Client, ...command: readonly [string, ...string[]]): Promise<boolean> {
  const text = errorText(await client.call(...command));
  return text === undefined || /^NOPERM.*\bkeys?\b/i.test(text);
}
