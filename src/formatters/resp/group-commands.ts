/** Consumer groups of a stream as commands. Source: aof-replication-resp.md 6.2; redis src/aof.c, rewriteStreamObject(). */
import {
  formatStreamId,
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
} from '../../model/stream.ts';
import type { Argument, CommandWriter } from './command-writer.ts';

/** Ids of one command. */
export const MOST_IDS = 512;

/** What the target knows. */
interface Known {
  readonly createConsumer: boolean;
  readonly nack: boolean;
}

export class GroupCommands {
  private readonly commands: CommandWriter;
  private readonly lose: (what: string) => void;

  constructor(commands: CommandWriter, lose: (what: string) => void) {
    this.commands = commands;
    this.lose = lose;
  }

  create(group: StreamGroup, entriesRead: bigint | undefined): void {
    const words: Argument[] = [group.name, formatStreamId(group.lastId)];
    if (entriesRead !== undefined) words.push('ENTRIESREAD', entriesRead);
    this.commands.commandWithin(['XGROUP', 'CREATE'], words);
  }

  /** @param claimed - indexes of those that XCLAIM has made */
  createConsumers(
    group: StreamGroup,
    consumers: readonly StreamConsumer[],
    known: Known,
    claimed: ReadonlySet<number> = new Set(),
  ): void {
    for (const [i, { name }] of consumers.entries()) {
      if (claimed.has(i)) continue;
      if (known.createConsumer) this.commands.commandWithin(['XGROUP', 'CREATECONSUMER'], [group.name, name]);
      else this.lose('consumers without pending entries');
    }
  }

  /** The pending entries, all of which have an entry in the stream: neighbours that are alike by one command. */
  claim(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[], known: Known): void {
    const claimed = new Set<number>();
    const unowned: number[] = [];
    for (let from = 0; from < pending.count;) {
      const owner = pending.consumer[from] ?? NOBODY;
      if (owner === NOBODY) {
        unowned.push(from++);
        continue;
      }
      let to = from + 1;
      while (to < pending.count && to - from < MOST_IDS && isSame(pending, from, to)) to++;
      this.claimRun(group, pending, consumers[owner]?.name ?? new Uint8Array(), from, to);
      claimed.add(owner);
      from = to;
    }
    this.createConsumers(group, consumers, known, claimed);
    if (unowned.length === 0) return;
    if (known.nack) this.nack(group, pending, unowned);
    else this.lose('pending entries that belong to no consumer');
  }

  private claimRun(group: StreamGroup, pending: PendingEntries, owner: Uint8Array, from: number, to: number): void {
    const ids: string[] = [];
    for (let i = from; i < to; i++) ids.push(idOf(pending, i));
    const time = pending.deliveredAtMs[from] ?? 0n;
    const deliveries = pending.deliveries[from] ?? 0n;
    const words: readonly Argument[] = ['TIME', time, 'RETRYCOUNT', deliveries, 'FORCE', 'JUSTID'];
    this.commands.keyCommand('XCLAIM', group.name, owner, 0, ...ids, ...words);
  }

  /** The NACK zone has an order of its own. */
  private nack(group: StreamGroup, pending: PendingEntries, unowned: readonly number[]): void {
    const deliveries = new Map(unowned.map((i) => [idOf(pending, i), pending.deliveries[i] ?? 0n]));
    const ids = group.nacked?.map(formatStreamId) ?? [...deliveries.keys()];
    for (let from = 0; from < ids.length;) {
      const count = deliveries.get(ids[from] ?? '') ?? 0n;
      let to = from + 1;
      while (to < ids.length && to - from < MOST_IDS && deliveries.get(ids[to] ?? '') === count) to++;
      const words: readonly Argument[] = [...ids.slice(from, to), 'RETRYCOUNT', count, 'FORCE'];
      this.commands.keyCommand('XNACK', group.name, 'FAIL', 'IDS', to - from, ...words);
      from = to;
    }
  }
}

function idOf(pending: PendingEntries, index: number): string {
  return `${pending.ids[2 * index]}-${pending.ids[2 * index + 1]}`;
}

/** Whether two pending entries go into one XCLAIM. */
function isSame({ consumer, deliveredAtMs, deliveries }: PendingEntries, a: number, b: number): boolean {
  return consumer[a] === consumer[b] && deliveredAtMs[a] === deliveredAtMs[b] && deliveries[a] === deliveries[b];
}
