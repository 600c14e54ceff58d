/** Key metadata of Redis 8.6 as JSON. Source: record-schema.md. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { KeyMeta } from '../../model/sink.ts';

/** The list of classes. */
export function printMeta(out: ByteWriter, meta: readonly KeyMeta[]): void {
  out.ascii('[');
  for (const { name, version, flags, payload } of meta) {
    const text = Buffer.from(payload).toString('base64');
    out.ascii(
      `{"class":"${name}","version":${version},"flags":${flags},"payload":{"$module":"${name}","version":${version},"$base64":"${text}"}},`,
    );
  }
  out.dropComma();
  out.ascii(']');
}
