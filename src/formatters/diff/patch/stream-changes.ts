/** Everything of a stream that differs, by what it is. */
import type {
  ChangedKey,
  ConsumerChange,
  ElementChange,
  EntryChange,
  FactChange,
  GroupChange,
  PendingChange,
  ProducerChange,
} from '../../../diff/change.ts';

export class StreamChanges {
  readonly added: EntryChange[] = [];
  readonly removed: EntryChange[] = [];
  readonly groups: GroupChange[] = [];
  readonly consumers: ConsumerChange[] = [];
  readonly pending: PendingChange[] = [];
  readonly producers: ProducerChange[] = [];
  readonly facts: FactChange[] = [];
  /** An entry has other fields than before: no command does that. */
  hasChangedEntry = false;
  total = 0;

  constructor(key: ChangedKey) {
    key.elements((change) => this.take(change));
  }

  private take(change: ElementChange): void {
    this.total++;
    switch (change.kind) {
      case 'entry':
        this.takeEntry(change);
        return;
      case 'group':
        this.groups.push(change);
        return;
      case 'consumer':
        this.consumers.push(change);
        return;
      case 'pending':
        this.pending.push(change);
        return;
      case 'producer':
        this.producers.push(change);
        return;
      case 'fact':
        this.facts.push(change);
        return;
      // Of other types.
      case 'string':
      case 'items':
      case 'member':
      case 'field':
      case 'array-item':
      case 'vector':
      case 'opaque':
        this.total--;
    }
  }

  private takeEntry(change: EntryChange): void {
    if (change.a === undefined) this.added.push(change);
    else if (change.b === undefined) this.removed.push(change);
    else this.hasChangedEntry = true;
  }
}
