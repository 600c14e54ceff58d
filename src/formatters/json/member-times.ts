/** Expiries of members (KeyDB, Dragonfly), which stand beside the value. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { BYTES, type BytesMode } from '../../kernels/kernels.ts';

const DOLLAR = 0x24;

export class MemberTimes {
  private readonly out: ByteWriter;
  private readonly mode: BytesMode;
  private times: { member: Uint8Array; expireAtMs: number }[] = [];

  constructor(out: ByteWriter, mode: BytesMode) {
    this.out = out;
    this.mode = mode;
  }

  clear(): void {
    if (this.times.length > 0) this.times = [];
  }

  add(start: number, end: number, expireAtMs: number): void {
    this.times.push({ member: this.out.memory.u8.slice(start, end), expireAtMs });
  }

  print(): void {
    if (this.times.length === 0) return;
    const { out, mode } = this;
    const pairs = this.times.some(({ member }) => !this.isName(member));
    out.ascii(pairs ? ',"memberExpireAt":{"$pairs":[' : ',"memberExpireAt":{');
    for (const { member, expireAtMs } of this.times) {
      if (pairs) out.ascii('[');
      out.bytes(member, mode);
      out.ascii(pairs ? ',' : ':');
      out.number(expireAtMs);
      out.ascii(pairs ? '],' : ',');
    }
    out.dropComma();
    out.ascii(pairs ? ']}' : '}');
  }

  private isName(member: Uint8Array): boolean {
    if (this.mode === BYTES.BASE64 || member[0] === DOLLAR) return false;
    return this.mode === BYTES.LATIN1 || Buffer.from(Buffer.from(member).toString('utf8')).equals(member);
  }
}
