/** A source whose first bytes have been read already, and come once more. */
import { isRdb } from './magic.ts';
import type { Source } from './source.ts';

/** Enough to tell any format from any other. */
const ENOUGH = 16;
/** What is read for it: messages quote from it. */
const MOST = 512;

export class PeekedSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  readonly seekable = false;
  readonly note?: string;
  readonly finish?: () => Promise<number>;
  private readonly source: Source;
  private head: Uint8Array;

  constructor(head: Uint8Array, source: Source) {
    this.head = head;
    this.source = source;
    this.name = source.name;
    this.size = source.size;
    if (source.note !== undefined) this.note = source.note;
    if (source.finish !== undefined) {
      const finish = source.finish.bind(source);
      this.finish = async () => {
        const kept = this.head.length;
        this.head = this.head.subarray(kept);
        return kept + (await finish());
      };
    }
  }

  read(into: Uint8Array): number | Promise<number> {
    const { head } = this;
    if (head.length === 0) return this.source.read(into);
    const got = Math.min(head.length, into.length);
    into.set(head.subarray(0, got));
    this.head = head.subarray(got);
    return got;
  }

  seek(): void {
    throw new Error('a peeked source cannot go back');
  }

  close(): void | Promise<void> {
    return this.source.close();
  }
}

/**
 * The first bytes, and a source that still has them: at least 16 if there are as many, and of an RDB 512, whose AUX fields tell
 * whether commands follow it.
 */
export async function peek(source: Source): Promise<{ head: Uint8Array; source: Source }> {
  const room = new Uint8Array(MOST);
  let length = 0;
  while (length < ENOUGH || (length < MOST && isRdb(room.subarray(0, length)))) {
    const got = await source.read(room.subarray(length));
    if (got === 0) break;
    length += got;
  }
  const head = room.subarray(0, length);
  if (!source.seekable) return { head, source: new PeekedSource(head, source) };
  source.seek(0);
  return { head, source };
}
