/** Expiries of members, as KeyDB puts them behind a key. Source: rdb-format.md 1.7. */
import type { Arena } from '../../bytes/arena.ts';
import { putAux } from '../../rdb/encode/frame.ts';
import type { RdbWriter } from '../../rdb/encode/rdb-writer.ts';

export class MemberTimes {
  private times: { readonly member: Uint8Array; readonly expireAtMs: number }[] = [];

  get count(): number {
    return this.times.length;
  }

  clear(): void {
    if (this.times.length > 0) this.times = [];
  }

  add(arena: Arena, start: number, end: number, expireAtMs: number): void {
    this.times.push({ member: arena.u8.slice(start, end), expireAtMs });
  }

  put(out: RdbWriter): void {
    for (const { member, expireAtMs } of this.times) {
      putAux(out, 'keydb-subexpire-key', member);
      putAux(out, 'keydb-subexpire-when', Buffer.from(String(expireAtMs)));
    }
  }
}
