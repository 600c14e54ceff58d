/** Short words that come again and again - names of fields, types, encodings - as one string each. */

/** A power of two. */
const SLOTS = 512;
const LONGEST = 24;

export class Words {
  private readonly texts: string[] = new Array<string>(SLOTS).fill('');

  /** The bytes as text, each as the character of the same number. */
  text(u8: Uint8Array, start: number, end: number): string {
    const size = end - start;
    if (size > LONGEST) return latin1(u8, start, end);
    let hash = size;
    for (let at = start; at < end; at++) hash = (hash * 31 + (u8[at] ?? 0)) & 0xffff;
    const slot = hash & (SLOTS - 1);
    const known = this.texts[slot] ?? '';
    if (known.length === size && isSame(known, u8, start)) return known;
    const text = latin1(u8, start, end);
    this.texts[slot] = text;
    return text;
  }
}

function isSame(text: string, u8: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== u8[start + i]) return false;
  }
  return true;
}

function latin1(u8: Uint8Array, start: number, end: number): string {
  return Buffer.from(u8.buffer, u8.byteOffset + start, end - start).toString('latin1');
}
