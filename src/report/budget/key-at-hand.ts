/** The key that budgets look at. One object, filled anew for each key, so that none is made. */
import { keyText } from '../../filter/regex.ts';
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

  /** What regular expressions are tried on. */
  asText(): string {
    this.text ??= keyText(this.u8.subarray(this.start, this.end));
    return this.text;
  }

  copyName(): Uint8Array {
    return this.u8.slice(this.start, this.end);
  }
}
