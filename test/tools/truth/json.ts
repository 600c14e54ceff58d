/** JSON with exact integers, and with objects that tell if a name stands twice: JSON.parse loses both. */

export type Json = null | boolean | string | number | bigint | readonly Json[] | JsonObject;

/** Names in their order. */
export class JsonObject {
  readonly fields = new Map<string, Json>();
  /** A name that stands twice. */
  twice: string | undefined;

  get(name: string): Json | undefined {
    return this.fields.get(name);
  }

  /** Whether `name` is the only one. */
  isOnly(name: string): boolean {
    return this.fields.size === 1 && this.fields.has(name);
  }
}

/** All but control characters, quote and backslash. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
// oxlint-disable-next-line no-control-regex -- what no string of JSON has
const CONTROL = /[\0-\x1f]/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** @throws SyntaxError, if `text` is not one JSON value */
export function parseJson(text: string): Json {
  return new Parser(text).whole();
}

class Parser {
  private readonly text: string;
  private at = 0;
  /** Where the next backslash is, if `at` is not behind it. Texts that have none are cut out whole. */
  private backslash = -1;
  private readonly hasControl: boolean;

  constructor(text: string) {
    this.text = text;
    this.hasControl = CONTROL.test(text);
  }

  whole(): Json {
    const value = this.value();
    this.skipSpace();
    return this.at === this.text.length ? value : this.fail();
  }

  private fail(): never {
    throw new SyntaxError(`no JSON at character ${this.at}: ${this.text.slice(this.at, this.at + 40)}`);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private take(char: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  /** Behind its first quote. */
  private string(): string {
    if (this.backslash < this.at) {
      const next = this.text.indexOf('\\', this.at);
      this.backslash = next < 0 ? this.text.length : next;
    }
    const end = this.text.indexOf('"', this.at);
    if (end < 0 || end > this.backslash || this.hasControl) return this.escapedString();
    const out = this.text.slice(this.at, end);
    this.at = end + 1;
    return out;
  }

  private escapedString(): string {
    let out = '';
    for (;;) {
      out += this.match(PLAIN);
      const char = this.text[this.at++];
      if (char === '"') return out;
      if (char !== '\\') this.fail();
      const escape = this.text[this.at++] ?? this.fail();
      if (escape === 'u') {
        const digits = this.text.slice(this.at, this.at + 4);
        if (!/^[\da-fA-F]{4}$/.test(digits)) this.fail();
        out += String.fromCharCode(Number.parseInt(digits, 16));
        this.at += 4;
      } else out += '"\\/'.includes(escape) ? escape : (ESCAPES[escape] ?? this.fail());
    }
  }

  private number(): number | bigint {
    const digits = this.match(NUMBER);
    if (digits === '') this.fail();
    const value = Number(digits);
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : BigInt(digits);
  }

  private object(): JsonObject {
    const out = new JsonObject();
    if (this.take('}')) return out;
    do {
      if (!this.take('"')) this.fail();
      const name = this.string();
      if (!this.take(':')) this.fail();
      if (out.fields.has(name)) out.twice = name;
      out.fields.set(name, this.value());
    } while (this.take(','));
    return this.take('}') ? out : this.fail();
  }

  private array(): Json[] {
    const out: Json[] = [];
    if (this.take(']')) return out;
    do out.push(this.value());
    while (this.take(','));
    return this.take(']') ? out : this.fail();
  }

  private value(): Json {
    if (this.take('"')) return this.string();
    if (this.take('{')) return this.object();
    if (this.take('[')) return this.array();
    for (const [word, meant] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return meant;
    }
    return this.number();
  }

  /** What of the text follows the pattern; empty, if nothing does. */
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}
