/**
 * JSON with what JSON.parse loses: integers beyond 2^53, the order of names that look like numbers, and names that stand
 * twice.
 */
import { DecodeError } from '../errors.ts';

export type Json = string | number | bigint | boolean | null | readonly Json[] | JsonObject;

/** Names and values in the order of the text. */
export class JsonObject {
  readonly members: readonly (readonly [string, Json])[];

  constructor(members: readonly (readonly [string, Json])[]) {
    this.members = members;
  }

  get(name: string): Json | undefined {
    return this.members.find(([other]) => other === name)?.[1];
  }
}

/** @returns integers that a number does not hold as bigint */
export function parseJson(text: string): Json {
  const parser = new JsonParser(text);
  return parser.whole();
}

const DEEPEST = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const SPACE = /[ \t\r\n]*/y;
const WORD = /true|false|null/y;

class JsonParser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value(0);
    this.match(SPACE);
    if (this.at < this.text.length) throw this.unexpected();
    return value;
  }

  private value(depth: number): Json {
    if (depth > DEEPEST) throw new DecodeError('LIMIT', `JSON nested more than ${DEEPEST} deep`, this.at);
    this.match(SPACE);
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return this.string();
    const word = this.match(WORD);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    return this.number();
  }

  private object(depth: number): JsonObject {
    const members: [string, Json][] = [];
    this.list('}', () => {
      const name = this.string();
      if (!this.take(':')) throw this.unexpected();
      members.push([name, this.value(depth + 1)]);
    });
    return new JsonObject(members);
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.list(']', () => items.push(this.value(depth + 1)));
    return items;
  }

  /** What stands between brackets, separated by commas. */
  private list(close: string, element: () => void): void {
    this.at++;
    if (this.take(close)) return;
    do {
      this.match(SPACE);
      element();
    } while (this.take(','));
    if (!this.take(close)) throw this.unexpected();
  }

  private string(): string {
    const text = this.match(STRING);
    if (text === undefined) throw this.unexpected();
    try {
      return text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1);
    } catch {
      throw this.unexpected();
    }
  }

  private number(): number | bigint {
    const text = this.match(NUMBER);
    if (text === undefined) throw this.unexpected();
    const number = Number(text);
    return Number.isSafeInteger(number) || /[.eE]/.test(text) ? number : BigInt(text);
  }

  private take(character: string): boolean {
    this.match(SPACE);
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** What `pattern` matches here. */
  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0];
    if (text !== undefined) this.at += text.length;
    return text;
  }

  private unexpected(): DecodeError {
    const found = this.at < this.text.length ? JSON.stringify(this.text.slice(this.at, this.at + 10)) : 'the end';
    return new DecodeError('JSON', `not JSON: ${found} is not expected here`, this.at);
  }
}
