/** Streams in the newest of their five forms that the target knows. Source: rdb-format.md 3.6; redis src/rdb.c, rdbSaveObject(). */
import {
  hasHistory,
  ZERO_ID,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
  type StreamTotals,
} from '../../../model/stream.ts';
import { TYPES, type TypeSpec } from '../../types.ts';
import { lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { loadsType } from '../loads.ts';
import { StreamNodes } from './stream-nodes.ts';
import { putGroup, putId } from './stream-group.ts';
import { holdsNothing, putIdmp } from './stream-idmp.ts';

/** Newest first. */
const FORMS: readonly { readonly spec: TypeSpec; readonly version: number }[] = [
  { spec: TYPES.STREAM_LISTPACKS_5, version: 5 },
  { spec: TYPES.STREAM_LISTPACKS_4, version: 4 },
  { spec: TYPES.STREAM_LISTPACKS_3, version: 3 },
  { spec: TYPES.STREAM_LISTPACKS_2, version: 2 },
];
const OLDEST = { spec: TYPES.STREAM_LISTPACKS, version: 1 };
/** A length in five bytes: a count that is set later. */
const WIDE_COUNT = 0x80;
const WIDE_BYTES = 5;

export class StreamEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private readonly nodes: StreamNodes;
  private readonly newest: (typeof FORMS)[number];
  private spec: TypeSpec = OLDEST.spec;
  private version = 1;
  private groups = 0;
  private groupsBefore = 0;
  /** Where the count of groups stands, from the body's start. */
  private countAt = 0;
  private totals: StreamTotals | undefined;
  private idmpDone = false;
  private again = false;

  constructor(context: EncodeContext) {
    this.context = context;
    this.nodes = new StreamNodes(context);
    this.newest = FORMS.find(({ spec }) => loadsType(context.format, spec)) ?? OLDEST;
  }

  begin(known: Encoded | undefined): void {
    this.again = known !== undefined;
    this.groupsBefore = this.groups;
    this.groups = 0;
    this.totals = undefined;
    this.idmpDone = false;
    this.nodes.begin();
  }

  entry(idStart: number, idEnd: number, rows: number, count: number): void {
    const [ms = '', seq = ''] = this.context.arena.latin1(idStart, idEnd).split('-');
    this.nodes.add({ ms: BigInt(ms), seq: BigInt(seq) }, rows, count);
  }

  streamTotals(totals: StreamTotals): void {
    const { out, body } = this.context;
    this.totals = totals;
    this.nodes.close();
    // What a server derives of a file without counters it derives of ours.
    ({ spec: this.spec, version: this.version } = totals.entriesAdded === undefined ? OLDEST : this.newest);
    out.length(totals.length);
    putId(out, totals.lastId);
    if (this.version >= 2) {
      putId(out, totals.firstId ?? this.nodes.firstId ?? ZERO_ID);
      putId(out, totals.maxDeletedId ?? ZERO_ID);
      out.length(totals.entriesAdded ?? totals.length);
    } else if (hasHistory(totals)) this.lose('how many entries were added and deleted');
    body.room(WIDE_BYTES);
    this.countAt = body.at - body.start;
    body.memory.u8[body.at] = WIDE_COUNT;
    body.memory.view.setUint32(body.at + 1, this.groupsBefore);
    body.at += WIDE_BYTES;
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.groups++;
    putGroup(this.context.out, this.version, group, pending, consumers, (what) => this.lose(what));
  }

  idmp(idmp: StreamIdmp): void {
    this.idmpDone = true;
    if (this.version >= 4) putIdmp(this.context.out, idmp);
    else if (!holdsNothing(idmp)) this.lose('ids of idempotent producers');
  }

  end(): Encoded | undefined {
    const { body, out } = this.context;
    if (this.totals === undefined) return undefined;
    if (this.version >= 4 && !this.idmpDone) putIdmp(out, undefined);
    if (body.isWhole) body.memory.view.setUint32(body.start + this.countAt + 1, this.groups);
    return { type: this.spec.byte, head: lengthBytes(this.nodes.count) };
  }

  private lose(what: string): void {
    if (!this.again) this.context.lose(what);
  }
}
