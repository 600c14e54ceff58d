/** The key that budgets look at. One object, filled anew for each key, so that none is made. */
import type { SizedKey } from '../../memory/sized-key.ts';

const NOTHING = new Uint8Array();

export class KeyAtHand {
  u8: Uint8Array = NOTHING;
  db = 0;
  start = 0;
  end = 0;
  type = '';
  bytes = 0;
  elements: number | undefined;
  /** Unix ms; NaN: it never expires. */
  expireAtMs = Number.NaN;
  /** What the time it has left is counted from. */
  nowMs = 0;
  /** The input, where there are several. */
  source: string | undefined;
  private text: string | undefined;

  fill(key: SizedKey): void {
    this.name(key.start, key.end);
    this.db = key.db;
    this.type = key.type;
    this.bytes = key.bytes;
    this.elements = key.elements;
    this.expireAtMs = key.expireAtMs ?? Number.NaN;
  }

  name(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.text = undefined;
  }

  /** As UTF-8, or as Latin-1 if it is none: what regular expressions are tried on. */
  asText(): string {
    if (this.text === undefined) {
      const bytes = Buffer.from(this.u8.buffer, this.u8.byteOffset + this.start, this.end - this.start);
      const text = bytes.toString('utf8');
      this.text = text.includes('\ufffd') ? bytes.toString('latin1') : text;
    }
    return this.text;
  }

  copyName(): Uint8Array {
    return this.u8.slice(this.start, this.end);
  }
}
