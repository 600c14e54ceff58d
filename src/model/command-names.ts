/** What is known of commands by name, made of a name when it first comes. */
import { WordTable } from './word-table.ts';

/** Names come from outside: what is beyond is made anew each time. */
const MOST_NAMES = 1024;
const LONGEST_NAME = 64;

export class CommandNames<T extends object> {
  private readonly table = new WordTable<T>();
  private readonly make: (name: string) => T;

  /** @param make - gets the name in upper case, each byte as the character of the same number */
  constructor(make: (name: string) => T) {
    this.make = make;
  }

  at(u8: Uint8Array, start: number, end: number): T {
    return this.table.at(u8, start, end) ?? this.add(u8.subarray(start, end));
  }

  private add(bytes: Uint8Array): T {
    // Not toUpperCase of a Latin-1 text: it has letters that become two.
    const name = Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
    const value = this.make(name);
    if (this.table.size < MOST_NAMES && name.length <= LONGEST_NAME) this.table.put(name, value);
    return value;
  }
}
