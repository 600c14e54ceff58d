/** Tells a sink of differences, as a comparison does. */
import { ByteWriter } from '../../../src/bytes/writer.ts';
import type {
  Aspect,
  ChangedKey,
  ChangeSink,
  DiffTotals,
  ElementChange,
  KeyFacts,
  SideFacts,
} from '../../../src/diff/change.ts';
import type { EntrySink } from '../../../src/model/sink.ts';
import { PLAIN_FACTS } from '../../diff/plain-facts.ts';
import { Feed, type Formatter, type Key } from '../feed.ts';

const SIDE = { dialect: 'redis', versions: new Map<string, string>() } as const;
const TOTALS: DiffTotals = { same: 0, removed: 0, changed: 0, added: 0, functions: 0, untold: 0, complete: true };
const FACTS: KeyFacts = { ...PLAIN_FACTS, type: 'hash', encoding: 'listpack' };

export interface Changed extends Partial<Omit<KeyFacts, 'key'>> {
  readonly key: string | Uint8Array;
  /** What is other in `b`. */
  readonly to?: Partial<KeyFacts>;
  /** Absent: 'value'. */
  readonly aspects?: readonly Aspect[];
  readonly elements?: readonly ElementChange[];
  /** The values, where types differ. */
  readonly values?: { readonly a: (feed: Feed) => void; readonly b: (feed: Feed) => void };
}

export class ChangeFeed {
  readonly sink: ChangeSink;
  /** Their sinks have arenas of their own, as those of two sources do. */
  readonly removed: Feed;
  readonly added: Feed;
  private readonly parts: Buffer[] = [];

  constructor(create: (out: ByteWriter) => ChangeSink, names: { a?: string[]; b?: string[] } = {}) {
    this.sink = create(new ByteWriter((part) => this.parts.push(Buffer.from(part))));
    const side = (given: string[] | undefined, name: string): SideFacts => ({ ...SIDE, names: given ?? [name] });
    this.sink.begin(side(names.a, 'a.rdb'), side(names.b, 'b.rdb'));
    this.removed = new Feed(() => asFormatter(this.sink.removed));
    this.added = new Feed(() => asFormatter(this.sink.added));
  }

  changed({ key, to = {}, aspects = ['value'], elements = [], values, ...facts }: Changed): void {
    const a: KeyFacts = { ...FACTS, ...facts, key: Buffer.from(key) };
    const b: KeyFacts = { ...a, ...to };
    const told: ChangedKey = {
      a,
      b,
      aspects,
      elements: (tell) => elements.forEach(tell),
      play: (side, sink) => {
        const feed = new Feed(() => asFormatter(sink));
        const { key: bytes, ...header } = side === 'a' ? a : b;
        const entry: Key = { key: bytes, ...header };
        feed.entry(entry, () => values?.[side](feed));
      },
    };
    this.sink.changed(told);
  }

  /** What has been printed; nothing more will be. */
  text(totals: Partial<DiffTotals> = {}): string {
    this.sink.end({ ...TOTALS, ...totals });
    return Buffer.concat(this.parts).toString();
  }
}

/** One sink among several: the end of one key's source is not the end of the output. */
function asFormatter(sink: EntrySink): Formatter {
  return Object.assign(sink, { abandon() {}, finish() {} });
}
