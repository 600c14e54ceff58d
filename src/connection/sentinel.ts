/** The master that sentinels know by a name. Source: aof-replication-resp.md 3.8; redis 8.6 src/sentinel.c, sentinelCommand(). */
import { ReplicationError } from '../errors.ts';
import type { RespValue } from '../resp/value.ts';
import { Client, type ClientOptions } from './client.ts';
import { addressText, type Address, type Credentials, type Endpoint, type ServerPlace } from './endpoint.ts';
import { refusalOf } from './refusal.ts';
import { errorText, replyItems, replyText } from './reply.ts';
import { SentinelFailures } from './sentinel-failures.ts';
import { SentinelWatch, type WatchOptions } from './sentinel-watch.ts';

export type SentinelPlace = Extract<ServerPlace, { readonly kind: 'sentinel' }>;

const RETRY_MS = 1000;
const PING_MS = 5000;

export class SentinelMaster {
  /** What the sentinels call it. */
  readonly name: string;
  private readonly place: SentinelPlace;
  private readonly options: WatchOptions;
  /** The one that answered last comes first; those that they name themselves come last. */
  private sentinels: readonly Address[];
  private located: Endpoint | undefined;
  private readonly watches: SentinelWatch[] = [];

  constructor(place: SentinelPlace, options: ClientOptions & Partial<WatchOptions>) {
    this.name = place.master;
    this.place = place;
    this.options = { retryMs: RETRY_MS, pingMs: PING_MS, ...options };
    this.sentinels = place.sentinels;
  }

  /**
   * Where the master is now: it has said itself that it is one.
   * @throws ReplicationError CONNECT: no sentinel is there, or none knows the name; BUSY: a failover is going on; AUTH, TLS, DENIED, …
   */
  async locate(): Promise<Endpoint> {
    const failures = new SentinelFailures(this.name);
    for (const address of this.sentinels) {
      try {
        const found = await this.askOne(address, failures);
        if (found !== undefined) return this.remember(address, found);
      } catch (error) {
        failures.add(address, error);
      }
    }
    throw failures.error();
  }

  /**
   * Called each time another server has become the master, from the first `locate` on, until `close`.
   * @param callback - told where the master is now
   */
  onMoved(callback: (endpoint: Endpoint) => void): void {
    const open = (options: ClientOptions): Promise<Client> => this.openAny(options);
    const tell = (address: Address): void => {
      if (isSamePlace(this.located, address)) return;
      this.located = this.endpoint(address);
      callback(this.located);
    };
    const ask = (): void => {
      // What happened while no sentinel was heard is found out by asking. Whoever follows the master tells what fails.
      const before = this.located;
      this.locate().then(
        (now) => {
          if (before !== undefined && !isSamePlace(before, now.address)) callback(now);
        },
        () => {},
      );
    };
    this.watches.push(
      new SentinelWatch(open, this.name, this.options, (address) => (address === undefined ? ask() : tell(address))),
    );
  }

  /** Nothing is told any more. */
  close(): void {
    for (const watch of this.watches.splice(0)) watch.stop();
  }

  /** Undefined: it knows no such master. */
  private async askOne(address: Address, failures: SentinelFailures): Promise<Endpoint | undefined> {
    const client = await this.open(address, this.options);
    try {
      const reply = await client.call('SENTINEL', 'get-master-addr-by-name', this.name);
      const error = errorText(reply);
      if (error?.startsWith('ERR unknown command')) {
        throw new ReplicationError('PROTOCOL', `${client.name} is no sentinel`);
      }
      if (error !== undefined) throw refusalOf(client.name, error);
      const [host, port] = replyItems(reply).map(replyText);
      if (host === undefined || port === undefined) {
        failures.addUnknown(await knownMasters(client));
        return undefined;
      }
      this.learn(await client.call('SENTINEL', 'sentinels', this.name));
      const endpoint = this.endpoint({ kind: 'tcp', host, port: Number(port) });
      await checkMaster(endpoint, this.options);
      return endpoint;
    } finally {
      client.close();
    }
  }

  private remember(sentinel: Address, endpoint: Endpoint): Endpoint {
    this.sentinels = [sentinel, ...this.sentinels.filter((one) => one !== sentinel)];
    this.located = endpoint;
    return endpoint;
  }

  /** The other sentinels, for when those of the URL are gone. */
  private learn(reply: RespValue): void {
    const known = new Set(this.sentinels.map(addressText));
    const more = replyItems(reply)
      .map((item) => fieldsOf(item))
      .map((fields): Address => ({ kind: 'tcp', host: fields.get('ip') ?? '', port: Number(fields.get('port')) }))
      .filter((address) => address.kind === 'tcp' && address.host !== '' && !known.has(addressText(address)));
    this.sentinels = [...this.sentinels, ...more];
  }

  private async openAny(options: ClientOptions): Promise<Client> {
    const failures = new SentinelFailures(this.name);
    for (const address of this.sentinels) {
      try {
        return await this.open(address, options);
      } catch (error) {
        failures.add(address, error);
      }
    }
    throw failures.error();
  }

  /** The password is most often the servers' alone: a sentinel is told it only if it asks for one. */
  private async open(address: Address, options: ClientOptions): Promise<Client> {
    const { tls, password } = this.place.sentinelCredentials;
    try {
      return await Client.open({ address, ...(tls === undefined ? {} : { tls }) }, options);
    } catch (error) {
      if (password === undefined || !(error instanceof ReplicationError) || error.code !== 'AUTH') throw error;
      return Client.open({ address, ...this.place.sentinelCredentials }, options);
    }
  }

  private endpoint(address: Address): Endpoint {
    const credentials: Credentials = this.place.credentials;
    return { address, ...credentials };
  }
}

/** @throws ReplicationError BUSY: it is none, or not yet; and what a connection throws */
async function checkMaster(endpoint: Endpoint, options: ClientOptions): Promise<void> {
  const client = await Client.open(endpoint, options);
  try {
    const reply = await client.call('ROLE');
    const error = errorText(reply);
    // Who may not ask, or asks a server before 2.8.12, has to believe the sentinel.
    if (error !== undefined) {
      const refusal = refusalOf(client.name, error);
      if (refusal.code === 'DENIED') return;
      throw refusal;
    }
    const role = replyText(replyItems(reply)[0]);
    if (role === 'master') return;
    throw new ReplicationError(
      'BUSY',
      `${client.name} should be the master, and says that it is a ${role ?? '?'} still`,
    );
  } finally {
    client.close();
  }
}

async function knownMasters(client: Client): Promise<readonly string[]> {
  const masters = replyItems(await client.call('SENTINEL', 'masters'));
  return masters.map((master) => fieldsOf(master).get('name') ?? '').filter(Boolean);
}

/** Names and values in turn. */
function fieldsOf(reply: RespValue): ReadonlyMap<string, string> {
  const texts = replyItems(reply).map((item) => replyText(item) ?? '');
  const pairs = texts.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, texts[i + 1] ?? '']] : []));
  return new Map(pairs);
}

/** Whether two are the same place. */
function isSamePlace(a: Endpoint | undefined, b: Address): boolean {
  return a !== undefined && addressText(a.address) === addressText(b);
}
