const HEX = Buffer.from('0123456789abcdef');

/** Numbers that look random and are the same each time. */
export class Random {
  private state: number;
  /** Used again by each call. */
  private readonly digits = Buffer.alloc(4096);

  constructor(seed: number) {
    this.state = seed;
  }

  /** 32 bits: mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  /** From 0 to below 1, of 53 bits. */
  fraction(): number {
    return ((this.next() >>> 5) * 2 ** 26 + (this.next() >>> 6)) / 2 ** 53;
  }

  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  from(start: number, end: number): number {
    return start + this.below(end - start);
  }

  /** Eight digits of each number; one text of them, as what is put together of texts takes longer to write. */
  hex(digits: number): string {
    const size = 8 * Math.ceil(digits / 8);
    const text = size <= this.digits.length ? this.digits : Buffer.alloc(size);
    for (let i = 0; i < digits; i += 8) {
      const bits = this.next();
      for (let j = 0; j < 8; j++) text[i + j] = HEX[(bits >>> (28 - 4 * j)) & 15] ?? 0;
    }
    return text.toString('latin1', 0, digits);
  }

  bytes(size: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(size / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.next();
    return new Uint8Array(words.buffer, 0, size);
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  /** Some of the choices, each once. */
  sample<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices];
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)).flat();
  }
}
