/** What stands between a decoder and the lanes: counted, filtered, mapped, and for each lane what it takes. */
import { FilterSink } from '../filter/filter-sink.ts';
import type { FeedFilterOptions } from '../filter/feed/feed-outcome.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import { MapSink, type MapOptions } from '../filter/map-sink.ts';
import { teeOf } from '../filter/tee-sink.ts';
import type { EntrySink } from '../model/sink.ts';
import { featuresOf, likeSource } from '../model/target.ts';
import { AbsoluteTimes } from './absolute-times.ts';
import { ClientForms } from './client-forms.ts';
import { CountingSink } from './counting-sink.ts';
import { olderCommands } from './older-commands.ts';
import { SlotFlushes } from './slot-flushes.ts';
import { skipTo } from './skip-sink.ts';
import { RestoredPayloads } from './restored-payloads.ts';
import type { ReplicationStatus } from './status.ts';
import type { Lane, Target } from './target.ts';
import { WritesOnly } from './writes-only.ts';

export interface FrontOptions {
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  /** What FLUSHALL and the like do behind filters: 'keep' where targets hold keys that are not from us. */
  readonly flush?: 'pass' | 'keep';
  /** Told once for each kind of command that loses something on its way: by filters, by maps, or because a target is too old for it. */
  readonly onFilterLoss?: (message: string) => void;
  readonly status: ReplicationStatus;
}

/** Each lane with the target that it is of. */
export function frontOf(lanes: Iterable<readonly [Target, Lane]>, options: FrontOptions): EntrySink {
  const { filters, maps, status } = options;
  const tee = teeOf([...lanes].map(([target, lane]) => sinkOf(target, lane, options)));
  const mapped = maps === undefined ? tee : new MapSink(tee, maps, options.onFilterLoss);
  const filtered = filters === undefined ? mapped : new FilterSink(mapped, filters, feedOptions(options));
  return new CountingSink(filtered, status);
}

function feedOptions({ flush, onFilterLoss, status }: FrontOptions): FeedFilterOptions {
  return { flush: flush ?? 'pass', tally: status, onLoss: onFilterLoss ?? (() => {}) };
}

/** Files are for servers that know all there is. */
const ALL = featuresOf(likeSource('redis', new Map()));

function sinkOf(target: Target, { sink, at }: Lane, options: FrontOptions): EntrySink {
  const taken = target.takes === 'records' ? sink : writesOf(target, sink, options);
  return at === undefined ? taken : skipTo(taken, at.offset);
}

/** What changes data, as a client may say it, and as the target knows it. */
function writesOf(target: Target, sink: EntrySink, options: FrontOptions): EntrySink {
  const { name, features = ALL, server, messages, takesSflush } = target;
  const onLoss = (message: string): void => options.onFilterLoss?.(`${name}: ${message}`);
  const flushed = takesSflush === true ? new SlotFlushes(sink) : sink;
  const restored = server === undefined ? flushed : new RestoredPayloads(flushed, server, onLoss);
  const older = olderCommands(new ClientForms(restored, features), features, onLoss);
  return new WritesOnly(new AbsoluteTimes(older, features), messages ?? false);
}
