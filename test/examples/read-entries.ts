import { readEntries } from 'rdb-tool';

/** The largest hash of a file: its key, and how many fields it has. */
export async function largestHash(path: string): Promise<{ key: string; fields: number } | undefined> {
  let largest: { key: string; fields: number } | undefined;
  let fields = 0;
  for await (const batch of readEntries(path)) {
    for (const { key, value, part, last } of batch) {
      if (value.type !== 'hash') continue;
      // A very long value comes in parts, so that memory stays bounded.
      fields = part === 0 ? value.fields.length : fields + value.fields.length;
      if (last && fields > (largest?.fields ?? 0)) largest = { key: Buffer.from(key).toString(), fields };
    }
  }
  return largest;
}
