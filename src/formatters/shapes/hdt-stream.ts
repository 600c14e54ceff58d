/** A stream as HDT3213/rdb prints it: node by node, deleted entries too. Source: HDT3213/rdb (April 2026) model/stream.go. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import {
  formatStreamId,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamTotals,
} from '../../model/stream.ts';
import type { EscapedText } from './escaped-text.ts';

/** Go's uint64: the file's -1 is the largest. */
const UNKNOWN = 2n ** 64n - 1n;
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

export class HdtStream {
  private readonly out: ByteWriter;
  private readonly text: EscapedText;
  private version = 0;
  private nodes = 0;
  private messages = 0;
  private groups = 0;
  private totals: StreamTotals | undefined;

  constructor(out: ByteWriter, text: EscapedText) {
    this.out = out;
    this.text = text;
  }

  begin(version: number): void {
    this.version = version;
    this.nodes = 0;
    this.messages = 0;
    this.groups = 0;
    this.totals = undefined;
    this.out.ascii(`"version":${version}`);
  }

  node(key: StreamId, rows: number, count: number): void {
    const { out } = this;
    out.ascii(this.nodes++ === 0 ? ',"entries":[' : ']},');
    out.ascii(`{"firstMsgId":"${formatStreamId(key)}","fields":[`);
    for (let i = 0; i < count; i++) {
      if (i > 0) out.ascii(',');
      this.row(rows + ROW_BYTES * i);
    }
    out.ascii('],"msgs":[');
    this.messages = 0;
  }

  message(idStart: number, idEnd: number, rows: number, count: number, deleted: boolean): void {
    const { out } = this;
    out.ascii(this.messages++ === 0 ? '{"id":' : ',{"id":');
    this.text.print(idStart, idEnd);
    out.ascii(',"fields":{');
    // Of a field that stands twice the last value counts.
    const last = new Map<string, number>();
    for (let i = 0; i < count; i++) last.set(this.field(rows, i), i);
    let any = false;
    for (let i = 0; i < count; i++) {
      if (last.get(this.field(rows, i)) !== i) continue;
      if (any) out.ascii(',');
      any = true;
      this.row(rows + 2 * ROW_BYTES * i);
      out.ascii(':');
      this.row(rows + 2 * ROW_BYTES * i + ROW_BYTES);
    }
    out.ascii(`},"deleted":${deleted}}`);
  }

  private field(rows: number, index: number): string {
    const { memory } = this.out;
    const at = (rows + 2 * ROW_BYTES * index) >>> 2;
    return memory.latin1(memory.u32[at] ?? 0, memory.u32[at + 1] ?? 0);
  }

  /** Printed last, behind the groups. */
  keepTotals(totals: StreamTotals): void {
    this.totals = totals;
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const { out } = this;
    this.closeNodes();
    out.ascii(this.groups++ === 0 ? ',"groups":[{"name":' : ',{"name":');
    this.text.printBytes(group.name);
    out.ascii(`,"lastId":"${formatStreamId(group.lastId)}"`);
    for (let i = 0; i < pending.count; i++) {
      const times = `"deliveryTime":${unsigned(pending.deliveredAtMs[i] ?? 0n)},"deliveryCount":${pending.deliveries[i]}`;
      out.ascii(`${i === 0 ? ',"pending":[' : ','}{"id":"${idAt(pending, i)}",${times}}`);
    }
    if (pending.count > 0) out.ascii(']');
    const owned = new OwnedEntries(pending, consumers.length);
    consumers.forEach((consumer, i) => {
      out.ascii(i === 0 ? ',"consumers":[' : ',');
      this.consumer(consumer, pending, owned.of(i));
    });
    if (consumers.length > 0) out.ascii(']');
    const read = this.version < 2 ? 0n : (group.entriesRead ?? UNKNOWN);
    out.ascii(read === 0n ? '}' : `,"entriesRead":${unsigned(read)}}`);
  }

  private consumer(consumer: StreamConsumer, pending: PendingEntries, owned: Iterable<number>): void {
    const { out } = this;
    out.ascii('{"name":');
    this.text.printBytes(consumer.name);
    out.ascii(`,"seenTime":${unsigned(consumer.seenAtMs)}`);
    let any = false;
    for (const entry of owned) {
      out.ascii(`${any ? ',' : ',"pending":['}"${idAt(pending, entry)}"`);
      any = true;
    }
    if (any) out.ascii(']');
    const active = this.version < 3 ? consumer.seenAtMs : (consumer.activeAtMs ?? UNKNOWN);
    out.ascii(`,"activeTime":${unsigned(active)}}`);
  }

  end(): void {
    const { out, totals } = this;
    this.closeNodes();
    if (this.groups > 0) out.ascii(']');
    if (totals === undefined) return;
    out.ascii(`,"len":${totals.length},"lastId":"${formatStreamId(totals.lastId)}"`);
    if (totals.firstId) out.ascii(`,"firstId":"${formatStreamId(totals.firstId)}"`);
    if (totals.maxDeletedId) out.ascii(`,"maxDeletedId":"${formatStreamId(totals.maxDeletedId)}"`);
    if (totals.entriesAdded) out.ascii(`,"addedEntriesCount":${totals.entriesAdded}`);
  }

  private closeNodes(): void {
    if (this.nodes > 0) this.out.ascii(']}]');
    this.nodes = 0;
  }

  private row(row: number): void {
    const { u32 } = this.out.memory;
    this.text.print(u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0);
  }
}

function idAt(pending: PendingEntries, index: number): string {
  return `${pending.ids[2 * index]}-${pending.ids[2 * index + 1]}`;
}

/** The pending entries of each consumer, found in one pass over a PEL that may be long. */
class OwnedEntries {
  private readonly first: Int32Array;
  private readonly next: Int32Array;

  constructor(pending: PendingEntries, consumers: number) {
    this.first = new Int32Array(consumers).fill(-1);
    this.next = new Int32Array(pending.count).fill(-1);
    for (let i = pending.count - 1; i >= 0; i--) {
      const owner = pending.consumer[i] ?? -1;
      if (owner < 0) continue;
      this.next[i] = this.first[owner] ?? -1;
      this.first[owner] = i;
    }
  }

  *of(consumer: number): Iterable<number> {
    for (let i = this.first[consumer] ?? -1; i >= 0; i = this.next[i] ?? -1) yield i;
  }
}
