import { decode, MemorySink, NullSizes, type SizedKey } from 'rdb-tool';

class LargeKeys extends NullSizes {
  readonly names: string[] = [];
  override key({ start, end, bytes }: SizedKey): void {
    // `start` and `end` are a span: copy what has to stay.
    if (bytes >= 1024) this.names.push(Buffer.from(this.arena.u8.slice(start, end)).toString());
  }
}
/** Keys that take a kilobyte or more on the server that wrote the file. */
export async function largeKeys(path: string): Promise<readonly string[]> {
  const large = new LargeKeys();
  await decode(path, new MemorySink(large));
  return large.names;
}
