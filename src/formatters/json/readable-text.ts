/** Readable forms as JSON. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { BytesMode } from '../../kernels/kernels.ts';
import { JsonText, type Readable, type ReadableFields } from '../../model/readable.ts';

/** Each with a comma before it: they stand behind others. Their names are ours, ASCII. */
export function printFields(out: ByteWriter, fields: ReadableFields, mode: BytesMode): void {
  for (const [name, value] of Object.entries(fields)) {
    out.ascii(`,"${name}":`);
    printReadable(out, value, mode);
  }
}

function printReadable(out: ByteWriter, value: Readable, mode: BytesMode): void {
  if (typeof value === 'number') out.number(value);
  else if (typeof value === 'bigint') out.ascii(String(value));
  else if (typeof value === 'string') out.ascii(`"${value}"`);
  else if (value instanceof Uint8Array) out.bytes(value, mode);
  else if (value instanceof JsonText) out.raw(value.bytes);
  else if (isList(value)) printList(out, value, mode);
  else printObject(out, value, mode);
}

function printList(out: ByteWriter, values: readonly Readable[], mode: BytesMode): void {
  out.ascii('[');
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) out.ascii(',');
    if (value !== undefined) printReadable(out, value, mode);
  }
  out.ascii(']');
}

function printObject(out: ByteWriter, fields: ReadableFields, mode: BytesMode): void {
  let separator = '{';
  for (const [name, value] of Object.entries(fields)) {
    out.ascii(`${separator}"${name}":`);
    printReadable(out, value, mode);
    separator = ',';
  }
  out.ascii(separator === '{' ? '{}' : '}');
}

function isList(value: readonly Readable[] | ReadableFields): value is readonly Readable[] {
  return Array.isArray(value);
}
