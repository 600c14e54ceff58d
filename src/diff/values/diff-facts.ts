/** What of two keys differs beside their values. */
import type { KeyMeta } from '../../model/sink.ts';
import type { Aspect, KeyFacts } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { META_ENCODING } from '../digest/module-digest.ts';
import { ModuleReader, type ModulePayload } from './module-reader.ts';
import { isSameTime } from './same-time.ts';

/**
 * In the order of `Aspect`; never 'value'.
 *
 * @param reader - looks into metadata; of one that is kept, the memory is used again
 */
export function diffFacts(
  a: KeyFacts,
  b: KeyFacts,
  options: DiffOptions,
  reader: ModuleReader = new ModuleReader(),
): Aspect[] {
  const { ignore, encoding } = options;
  const sameType = a.type === b.type && a.module?.name === b.module?.name;
  const differs: readonly [Aspect, boolean][] = [
    ['type', !sameType],
    ['expireAt', !isSameTime(a.expireAtMs, b.expireAtMs, options)],
    // Each type has encodings of its own.
    ['encoding', encoding && sameType && a.encoding !== b.encoding],
    ['idle', !ignore.has('idle') && a.idleSeconds !== b.idleSeconds],
    ['freq', !ignore.has('freq') && a.freq !== b.freq],
    ['meta', !ignore.has('meta') && !isSameMeta(a.meta, b.meta, reader)],
    ['noEvict', !ignore.has('no-evict') && a.noEvict !== b.noEvict],
    ['mvcc', !ignore.has('mvcc') && a.mvcc !== b.mvcc],
  ];
  return differs.filter(([, does]) => does).map(([aspect]) => aspect);
}

/** Servers have classes in the order in which modules were loaded: it does not count. */
function isSameMeta(a: readonly KeyMeta[], b: readonly KeyMeta[], reader: ModuleReader): boolean {
  if (a.length !== b.length) return false;
  const sorted = b.toSorted(byClass);
  return a.toSorted(byClass).every((meta, i) => {
    const other = sorted[i];
    return other !== undefined && meta.flags === other.flags && reader.isSame(payloadOf(meta), payloadOf(other));
  });
}

function byClass(a: KeyMeta, b: KeyMeta): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.version - b.version;
}

function payloadOf({ name, version, payload }: KeyMeta): ModulePayload {
  return { module: { name, version }, encoding: META_ENCODING, payload };
}
