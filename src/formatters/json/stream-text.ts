/** The frame of a stream as JSON: all but its entries. Source: record-schema.md. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { BytesMode } from '../../kernels/kernels.ts';
import {
  formatStreamId,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
  type StreamTotals,
} from '../../model/stream.ts';

/** What follows the entries: `],"length":…` up to `"groups":[`. */
export function printTotals(out: ByteWriter, totals: StreamTotals): void {
  out.ascii(`],"length":${totals.length},"lastId":"${formatStreamId(totals.lastId)}"`);
  if (totals.firstId) out.ascii(`,"firstId":"${formatStreamId(totals.firstId)}"`);
  if (totals.maxDeletedId) out.ascii(`,"maxDeletedId":"${formatStreamId(totals.maxDeletedId)}"`);
  if (totals.entriesAdded !== undefined) out.ascii(`,"entriesAdded":${totals.entriesAdded}`);
  out.ascii(',"groups":[');
}

export function printGroup(
  out: ByteWriter,
  mode: BytesMode,
  group: StreamGroup,
  pending: PendingEntries,
  consumers: readonly StreamConsumer[],
): void {
  out.ascii('{"name":');
  out.bytes(group.name, mode);
  out.ascii(`,"lastId":"${formatStreamId(group.lastId)}"`);
  if (group.entriesRead !== undefined) out.ascii(`,"entriesRead":${group.entriesRead}`);
  out.ascii(',"pending":[');
  for (let i = 0; i < pending.count; i++) {
    out.ascii(`{"id":"${pending.ids[2 * i]}-${pending.ids[2 * i + 1]}"`);
    const owner = consumers[pending.consumer[i] ?? -1];
    if (owner !== undefined) {
      out.ascii(',"consumer":');
      out.bytes(owner.name, mode);
    }
    out.ascii(`,"deliveredAt":${pending.deliveredAtMs[i]},"deliveries":${pending.deliveries[i]}},`);
  }
  out.dropComma();
  out.ascii('],"consumers":[');
  for (const consumer of consumers) {
    out.ascii('{"name":');
    out.bytes(consumer.name, mode);
    out.ascii(`,"seenAt":${consumer.seenAtMs}`);
    if (consumer.activeAtMs !== undefined) out.ascii(`,"activeAt":${consumer.activeAtMs}`);
    out.ascii('},');
  }
  out.dropComma();
  out.ascii(']');
  if (group.nacked) {
    const ids = group.nacked.map((id) => `"${formatStreamId(id)}"`);
    out.ascii(`,"nacked":[${ids.join(',')}]`);
  }
  out.ascii('},');
}

export function printIdmp(out: ByteWriter, mode: BytesMode, idmp: StreamIdmp): void {
  out.ascii(`,"idmp":{"duration":${idmp.durationSeconds},"maxEntries":${idmp.maxEntries},"producers":[`);
  for (const producer of idmp.producers) {
    out.ascii('{"id":');
    out.bytes(producer.id, mode);
    out.ascii(',"entries":[');
    for (const { iid, id } of producer.entries) {
      out.ascii('{"iid":');
      out.bytes(iid, mode);
      out.ascii(`,"id":"${formatStreamId(id)}"},`);
    }
    out.dropComma();
    out.ascii(']},');
  }
  out.dropComma();
  out.ascii(`],"added":${idmp.added},"duplicates":${idmp.duplicates}}`);
}
