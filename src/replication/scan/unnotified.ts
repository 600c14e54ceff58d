/**
 * What changes data without a notification, seen by the counters of INFO commandstats. That it was run is all there is to see.
 * Checked on Redis 7.0 and 8.6 and Valkey 9.1: none of these tells of a key.
 */
import { callsOf } from '../../connection/info.ts';
import { replyText } from '../../connection/reply.ts';
import { factsOf } from '../../connection/server-facts.ts';
import type { ScanLink } from './scan-link.ts';

/** 'everything': all keys may be others. 'functions': libraries are. */
export type Unnotified = 'everything' | 'functions';

const COMMANDS: Readonly<Record<string, Unnotified>> = {
  flushall: 'everything',
  flushdb: 'everything',
  swapdb: 'everything',
  'function|load': 'functions',
  'function|delete': 'functions',
  'function|flush': 'functions',
  'function|restore': 'functions',
};

export class CommandCounters {
  private readonly link: ScanLink;
  private counts: ReadonlyMap<string, number> | undefined;

  constructor(link: ScanLink) {
    this.link = link;
  }

  /** Whether the server tells; asked first, it counts from there. @throws ReplicationError LINK, PROTOCOL */
  async begin(): Promise<boolean> {
    this.counts = await this.read();
    return this.counts !== undefined;
  }

  /** What has happened since it was asked last. @throws ReplicationError LINK, PROTOCOL */
  async look(): Promise<ReadonlySet<Unnotified>> {
    const before = this.counts;
    const now = await this.read();
    if (before === undefined || now === undefined) return new Set();
    this.counts = now;
    // Fewer than before: CONFIG RESETSTAT was in between, and those that there are came after it.
    const more = [...now].filter(([command, calls]) => calls !== (before.get(command) ?? 0));
    return new Set(more.flatMap(([command]) => COMMANDS[command] ?? []));
  }

  /** Calls of the commands above; those that were never called are not told. Undefined: the server tells nothing. */
  private async read(): Promise<ReadonlyMap<string, number> | undefined> {
    const text = replyText(await this.link.call('INFO', 'commandstats'));
    if (text === undefined) return undefined;
    return new Map([...callsOf(factsOf(text).info)].filter(([command]) => command in COMMANDS));
  }
}
