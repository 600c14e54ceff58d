/** Hash templates of Redis 8.10: field names that many hashes share. Source: rdb-format.md 3.10. */
import { DecodeError } from '../errors.ts';

export class HashTemplates {
  private readonly byId = new Map<bigint, readonly Uint8Array[]>();

  /** @throws DecodeError TEMPLATE: defined twice */
  define(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    if (this.byId.has(id)) throw new DecodeError('TEMPLATE', `hash template ${id} is defined twice`, offset);
    this.byId.set(id, fields);
  }

  /** @throws DecodeError TEMPLATE: unknown id */
  get(id: bigint, offset: number): readonly Uint8Array[] {
    const fields = this.byId.get(id);
    if (fields === undefined) throw new DecodeError('TEMPLATE', `no hash template ${id} is defined`, offset);
    return fields;
  }
}

/** Names ascend strictly by length, then by bytes. @throws DecodeError TEMPLATE */
export function checkTemplateFields(fields: readonly Uint8Array[], offset: number): void {
  if (fields.length === 0) throw new DecodeError('TEMPLATE', 'hash template without fields', offset);
  for (let i = 1; i < fields.length; i++) {
    const before = fields[i - 1] ?? new Uint8Array();
    const field = fields[i] ?? new Uint8Array();
    const order = before.length - field.length || Buffer.compare(before, field);
    if (order >= 0) throw new DecodeError('TEMPLATE', 'fields of a hash template are not strictly ascending', offset);
  }
}
