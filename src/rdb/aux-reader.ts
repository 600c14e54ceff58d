/** AUX fields: of the file, and, in files of KeyDB, of the key that follows or the members of the one before. */
import type { Context } from './context.ts';
import type { CurrentKey } from './key-header.ts';

/** As much of a name as tells it from others. */
const LONGEST_NAME = 40;

export class AuxReader {
  private readonly context: Context;
  private readonly key: CurrentKey;
  /** KeyDB names a member, then tells when it expires. */
  private member: Uint8Array | undefined;

  constructor(context: Context, key: CurrentKey) {
    this.context = context;
    this.key = key;
  }

  /** A field of the file. */
  read(offset: number): void {
    const { cursor, arena, sink } = this.context;
    const { name, start, end } = this.readName();
    cursor.string();
    if (name === 'mvcc-tstamp') this.key.mvcc = arena.latin1(cursor.start, cursor.stop);
    sink.aux(start, end, cursor.start, cursor.stop, offset);
    cursor.commit();
  }

  /** A field behind a value: false, and it is not read, if it is not about a member of that value. */
  readMember(): boolean {
    const { cursor, arena, sink } = this.context;
    const { name } = this.readName();
    cursor.string();
    if (name === 'keydb-subexpire-key') this.member = arena.u8.slice(cursor.start, cursor.stop);
    else if (name === 'keydb-subexpire-when' && this.member !== undefined) {
      const when = Number(arena.latin1(cursor.start, cursor.stop));
      cursor.bytes(this.member);
      sink.memberExpire(cursor.start, cursor.stop, when);
      this.member = undefined;
    } else {
      cursor.reset();
      return false;
    }
    cursor.commit();
    return true;
  }

  private readName(): { name: string; start: number; end: number } {
    const { cursor, arena } = this.context;
    cursor.string();
    const { start, stop: end } = cursor;
    return { name: arena.latin1(start, Math.min(end, start + LONGEST_NAME)), start, end };
  }
}
