/**
 * A sink in front of a sink that leaves out what masters do not tell their replicas: no copy can have it. Source: redis 8.6
 * src/t_stream.c, xreadgroupCommand() and xclaimCommand(), which make consumers and propagate only what they are given; xaddCommand(),
 * which counts a duplicate and propagates nothing.
 */
import { ForwardSink } from '../filter/forward-sink.ts';
import {
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
} from '../model/stream.ts';

export class ReplicatedFacts extends ForwardSink {
  /** A consumer that was given nothing may be known where it asked alone. */
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const owners = new Set(pending.consumer.subarray(0, pending.count));
    const kept = consumers.flatMap((consumer, index) => (owners.has(index) ? [{ consumer, index }] : []));
    if (kept.length === consumers.length) {
      super.group(group, pending, consumers);
      return;
    }
    const places = new Map(kept.map(({ index }, place) => [index, place]));
    const consumer = pending.consumer.map((index) => places.get(index) ?? NOBODY);
    const left = kept.map((one) => one.consumer);
    super.group(group, { ...pending, consumer }, left);
  }

  override idmp(idmp: StreamIdmp): void {
    super.idmp({ ...idmp, duplicates: 0n });
  }
}
