/** Types 29–32: hashes whose field names stand in a template. Source: rdb-format.md 3.10. */
import { DecodeError } from '../../errors.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';
import { PackedBlob } from '../packed-blob.ts';
import { checkTemplateFields } from '../template.ts';
import type { ValueLayout } from '../types.ts';

type TemplateLayout = Extract<ValueLayout, { kind: 'template' }>;

const FIELDS_LISTPACK = 0;
const FIELDS_STRINGS = 1;

export class TemplateDecoder implements ValueDecoder {
  private readonly context: Context;
  private readonly blob: PackedBlob;
  private layout: TemplateLayout = { kind: 'template', values: 'strings', reference: false };
  private interest: Looked = 'elements';

  constructor(context: Context) {
    this.context = context;
    this.blob = new PackedBlob(context);
  }

  begin(layout: TemplateLayout, interest: Looked): void {
    this.layout = layout;
    this.interest = interest;
  }

  /** The whole hash is one unit: servers keep such hashes small. */
  step(): boolean {
    const { context, layout } = this;
    const { cursor } = context;
    const { offset } = cursor;
    if (layout.reference && context.payload) {
      throw new DecodeError('TEMPLATE', 'a reference to a hash template in a DUMP payload', offset);
    }
    let fields: readonly Uint8Array[] | undefined = layout.reference ? undefined : this.fields();
    let values: readonly Uint8Array[];
    if (layout.values === 'listpack') {
      const [id, ...rest] = this.listpack();
      if (id === undefined) throw new DecodeError('TEMPLATE', 'listpack of values is empty', offset);
      const text = Buffer.from(id).toString('latin1');
      if (!/^-?\d+$/.test(text) || (layout.reference && text.startsWith('-'))) {
        throw new DecodeError('TEMPLATE', 'listpack of values does not begin with a template id', offset);
      }
      fields ??= context.templates.get(BigInt(text), offset);
      values = rest;
    } else {
      fields ??= context.templates.get(cursor.length64('a template id'), offset);
      values = fields.map(() => cursor.stringBytes());
    }
    if (values.length !== fields.length) {
      throw new DecodeError('TEMPLATE', `${values.length} values for ${fields.length} fields`, offset);
    }
    if (this.interest !== 'skip') this.deliver(fields, values);
    cursor.commit();
    return true;
  }

  private fields(): Uint8Array[] {
    const { context } = this;
    const { cursor } = context;
    const { offset } = cursor;
    const format = cursor.length('a format of fields');
    let fields: Uint8Array[];
    if (format === FIELDS_LISTPACK) fields = this.listpack();
    else if (format === FIELDS_STRINGS) {
      const count = cursor.length('a count of fields');
      checkCount(context, count, 1, 'fields', offset);
      fields = [];
      for (let i = 0; i < count; i++) fields.push(cursor.stringBytes());
    } else throw new DecodeError('TEMPLATE', `no such format of fields ${format}`, offset);
    checkTemplateFields(fields, offset);
    return fields;
  }

  private listpack(): Uint8Array[] {
    const { arena, cursor } = this.context;
    const entries: Uint8Array[] = [];
    cursor.string();
    this.blob.open('listpack');
    for (let rows = this.blob.next(); rows > 0; rows = this.blob.next()) {
      for (let row = arena.rows.start >>> 2; rows > 0; rows--, row += 4) {
        entries.push(arena.u8.slice(arena.u32[row], arena.u32[row + 1]));
      }
    }
    return entries;
  }

  private deliver(fields: readonly Uint8Array[], values: readonly Uint8Array[]): void {
    const { arena, cursor, sink } = this.context;
    const size = 2 * fields.length * ROW_BYTES;
    if (arena.rows.end - arena.rows.start < size) arena.grow(arena.rows, size);
    for (const [i, field] of fields.entries()) {
      cursor.bytes(field);
      cursor.putRow(2 * i);
      cursor.bytes(values[i] ?? new Uint8Array());
      cursor.putRow(2 * i + 1);
    }
    sink.fields(arena.rows.start, fields.length);
  }
}
