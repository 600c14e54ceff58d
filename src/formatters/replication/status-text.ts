/** What replication is doing, in a line for people, and at the end in a few. */
import type { Phase, ReplicationStatus, SourceStatus } from '../../delivery/status.ts';
import { formatDuration } from '../duration.ts';
import { countOf, formatCount, formatSize } from '../quantity.ts';
import { lagBytes } from './metrics.ts';

/** Commands that are named in the summary; of more, the most frequent. */
const MOST_NAMED = 12;

/** The phase that a reader has to know of where sources are in several: the one that is least far. */
const ORDER: readonly Phase[] = [
  'waiting',
  'connecting',
  'preparing',
  'snapshot',
  'verifying',
  'live',
  'draining',
  'done',
];

const WORDS: Readonly<Record<Exclude<Phase, 'snapshot' | 'live' | 'waiting'>, string>> = {
  connecting: 'connecting',
  preparing: 'the source prepares a snapshot',
  verifying: 'verifying',
  draining: 'delivering what has come',
  done: 'done',
};

/** @param perSecond - commands of the feed, of late */
export function statusLine(status: ReplicationStatus, nowMs: number, perSecond: number): string {
  const waiting = status.targets.find(({ trouble }) => trouble !== undefined);
  if (waiting !== undefined) return `waiting: ${waiting.trouble}`;
  const source = status.sources.toSorted((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase))[0];
  if (source === undefined) return WORDS.connecting;
  const name = status.sources.length > 1 ? `${source.name}: ` : '';
  switch (source.phase) {
    case 'snapshot':
      return name + snapshotText(source, nowMs);
    case 'live':
      return liveText(status.sources, perSecond);
    case 'waiting':
      return `${name}waiting: ${source.trouble ?? 'for the source'}`;
    case 'connecting':
    case 'preparing':
    case 'verifying':
    case 'draining':
    case 'done':
      return name + WORDS[source.phase];
  }
}

function snapshotText({ snapshot: { bytes, size, startedMs } }: SourceStatus, nowMs: number): string {
  const seconds = Math.max(0.001, (nowMs - startedMs) / 1000);
  const rate = `${formatSize(Math.round(bytes / seconds))}/s`;
  if (size === undefined || size === 0) return `snapshot  ${formatSize(bytes)}  ${rate}`;
  const share = Math.min(100, Math.floor((100 * bytes) / size));
  const left = bytes === 0 ? '' : `  ${formatDuration(((size - bytes) / bytes) * seconds * 1000)} left`;
  return `snapshot ${share} %  ${formatSize(bytes)} of ${formatSize(size)}  ${rate}${left}`;
}

function liveText(sources: readonly SourceStatus[], perSecond: number): string {
  const [first] = sources;
  const bytes = sources.reduce((sum, source) => sum + lagBytes(source), 0);
  const ms = Math.max(...sources.map(({ lagMs }) => lagMs));
  const reconnects = sources.reduce((sum, source) => sum + source.reconnects, 0);
  const offset =
    sources.length === 1 && first !== undefined
      ? `  offset ${formatCount(first.confirmed)}`
      : `  ${countOf(sources.length, 'source')}`;
  const again = reconnects === 0 ? '' : `  ${countOf(reconnects, 'reconnect')}`;
  return `live${offset}  lag ${formatSize(bytes)}, ${lagText(ms)}  ${formatCount(Math.round(perSecond))} commands/s${again}`;
}

function lagText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** What was done in all, a fact a line. */
export function summaryLines(status: ReplicationStatus, nowMs: number): string[] {
  const { keys, commands, commandBytes, filtered, mixed, verified, startedMs, sources } = status;
  const lines: string[] = [];
  const keyCount = sum(keys);
  if (keyCount > 0) lines.push(`snapshot: ${countOf(keyCount, 'key')} (${listOf(keys)})`);
  const commandCount = sum(commands);
  if (commandCount > 0) {
    lines.push(`feed: ${countOf(commandCount, 'command')}, ${formatSize(commandBytes)} (${listOf(commands)})`);
  }
  if (filtered > 0) lines.push(`filters kept back ${formatCount(filtered)} keys and commands`);
  for (const [rule, count] of mixed) lines.push(`${countOf(count, 'command')} on wanted and unwanted keys: ${rule}`);
  for (const { name, confirmed } of sources) {
    if (confirmed > 0) lines.push(`${name}: delivered up to offset ${confirmed}`);
  }
  if (verified !== undefined) {
    const { differences } = verified;
    const verdict = differences === 0 ? 'the same' : countOf(differences, 'difference');
    lines.push(`verified: ${countOf(verified.keys, 'key')}, ${verdict}`);
  }
  lines.push(`took ${formatDuration(nowMs - startedMs)}`);
  return lines;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function listOf(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const named = sorted.slice(0, MOST_NAMED).map(([name, count]) => `${formatCount(count)} ${name}`);
  return sorted.length > MOST_NAMED ? `${named.join(', ')}, …` : named.join(', ');
}
