/** What stands between a decoder and the lanes: counted, filtered, mapped, and for each lane what it takes. */
import { FilterSink } from '../filter/filter-sink.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import { MapSink, type MapOptions } from '../filter/map-sink.ts';
import { teeOf } from '../filter/tee-sink.ts';
import type { EntrySink } from '../model/sink.ts';
import { skipTo } from './skip-sink.ts';
import type { ReplicationStatus } from './status.ts';
import type { Lane, Target } from './target.ts';

export interface FrontOptions {
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  readonly status: ReplicationStatus;
}

export function frontOf(lanes: readonly (readonly [Target, Lane])[], { filters, maps }: FrontOptions): EntrySink {
  const tee = teeOf(lanes.map(([, lane]) => sinkOf(lane)));
  const mapped = maps === undefined ? tee : new MapSink(tee, maps);
  return filters === undefined ? mapped : new FilterSink(mapped, filters);
}

function sinkOf({ sink, at }: Lane): EntrySink {
  return at === undefined ? sink : skipTo(sink, at.offset);
}
