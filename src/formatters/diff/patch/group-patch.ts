/** Consumer groups of a stream: XGROUP, XCLAIM, XACK. The entries of the stream are those of b by now. */
import type { ConsumerChange, GroupChange, KeyFacts, PendingChange } from '../../../diff/change.ts';
import { formatStreamId } from '../../../model/stream.ts';
import { MOST_IDS } from '../../resp/group-commands.ts';
import type { Argument } from '../../resp/command-writer.ts';
import { LongCommand } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';
import type { StreamChanges } from './stream-changes.ts';

/** What differs of one group. */
interface Group {
  readonly name: Uint8Array;
  change: GroupChange | undefined;
  readonly consumers: ConsumerChange[];
  readonly pending: PendingChange[];
}

export function patchGroups(key: KeyFacts, writer: PatchWriter, changes: StreamChanges): void {
  for (const group of groupsOf(changes)) new GroupPatch(key, writer, group).write();
}

function groupsOf({ groups, consumers, pending }: StreamChanges): Iterable<Group> {
  const found = new Map<string, Group>();
  const groupOf = (name: Uint8Array): Group => {
    const text = Buffer.from(name).toString('latin1');
    const group = found.get(text) ?? { name, change: undefined, consumers: [], pending: [] };
    found.set(text, group);
    return group;
  };
  for (const change of groups) groupOf(change.group).change = change;
  for (const change of consumers) groupOf(change.group).consumers.push(change);
  for (const change of pending) groupOf(change.group).pending.push(change);
  return found.values();
}

const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('latin1');

class GroupPatch {
  private readonly of: KeyFacts;
  private readonly writer: PatchWriter;
  private readonly group: Group;
  /** Consumers that XCLAIM makes. */
  private readonly claimed = new Set<string | undefined>();

  constructor(of: KeyFacts, writer: PatchWriter, group: Group) {
    this.of = of;
    this.writer = writer;
    this.group = group;
  }

  write(): void {
    const { change, name } = this.group;
    const { key } = this.of;
    if (change !== undefined && change.b === undefined) {
      this.writer.command('XGROUP', 'DESTROY', key, name);
      return;
    }
    if (change?.b !== undefined) {
      const { lastId, entriesRead } = change.b;
      const words: Argument[] = [name, formatStreamId(lastId)];
      if (entriesRead !== undefined && this.writer.knows('streamCounters')) words.push('ENTRIESREAD', entriesRead);
      this.writer.command('XGROUP', change.a === undefined ? 'CREATE' : 'SETID', key, ...words);
    }
    this.claim();
    this.writeConsumers();
  }

  /** Entries that are pending, or pending otherwise than before: neighbours that are alike by one command. */
  private claim(): void {
    const { pending } = this.group;
    for (let from = 0; from < pending.length;) {
      let to = from + 1;
      while (to < pending.length && to - from < MOST_IDS && isAlike(pending[from], pending[to])) to++;
      this.claimRun(pending.slice(from, to));
      from = to;
    }
    this.acknowledge();
  }

  private claimRun(run: readonly PendingChange[]): void {
    const b = run[0]?.b;
    if (b?.consumer === undefined) return;
    this.claimed.add(textOf(b.consumer));
    const ids = run.map(({ id }) => formatStreamId(id));
    const how: readonly Argument[] = ['TIME', b.deliveredAtMs, 'RETRYCOUNT', b.deliveries, 'FORCE', 'JUSTID'];
    this.writer.command('XCLAIM', this.of.key, this.group.name, b.consumer, 0, ...ids, ...how);
  }

  /** With a consumer that goes, all that is still pending for it goes as well. */
  private acknowledge(): void {
    const { consumers, name, pending } = this.group;
    const leaving = new Set(consumers.filter(({ b }) => b === undefined).map(({ consumer }) => textOf(consumer)));
    const command = new LongCommand(this.writer, 'XACK', this.of.key, name);
    for (const { id, a, b } of pending) {
      if (b === undefined && !leaving.has(textOf(a?.consumer))) command.add(formatStreamId(id));
    }
    command.close();
  }

  private writeConsumers(): void {
    const { of, writer } = this;
    const { consumers, name } = this.group;
    for (const { consumer, a, b } of consumers) {
      if (b === undefined) writer.command('XGROUP', 'DELCONSUMER', of.key, name, consumer);
      else if (a !== undefined) writer.lose('when consumers were last seen', of);
      else if (this.claimed.has(textOf(consumer))) continue;
      else if (writer.knows('createConsumer')) writer.command('XGROUP', 'CREATECONSUMER', of.key, name, consumer);
      else writer.lose('consumers without pending entries', of);
    }
  }
}

/** Whether two pending entries go into one XCLAIM. */
function isAlike(one: PendingChange | undefined, other: PendingChange | undefined): boolean {
  const [a, b] = [one?.b, other?.b];
  if (a === undefined || b === undefined) return false;
  return (
    textOf(a.consumer) === textOf(b.consumer) && a.deliveredAtMs === b.deliveredAtMs && a.deliveries === b.deliveries
  );
}
