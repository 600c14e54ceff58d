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
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** @throws SyntaxError, if `text` is not one JSON value */
export function parseJson(text: string): Json {
  let at = 0;

  function fail(): never {
    throw new SyntaxError(`no JSON at character ${at}: ${text.slice(at, at + 40)}`);
  }
  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }
  function take(char: string): boolean {
    match(SPACE);
    if (text[at] !== char) return false;
    at++;
    return true;
  }

  function string(): string {
    let out = '';
    for (;;) {
      out += match(PLAIN) ?? '';
      const char = text[at++];
      if (char === '"') return out;
      if (char !== '\\') fail();
      const escape = text[at++] ?? fail();
      if (escape === 'u') {
        const digits = text.slice(at, at + 4);
        if (!/^[\da-fA-F]{4}$/.test(digits)) fail();
        out += String.fromCharCode(Number.parseInt(digits, 16));
        at += 4;
      } else out += '"\\/'.includes(escape) ? escape : (ESCAPES[escape] ?? fail());
    }
  }

  function number(): number | bigint {
    const digits = match(NUMBER) ?? fail();
    const value = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? BigInt(digits) : value;
  }

  function object(): JsonObject {
    const out = new JsonObject();
    if (take('}')) return out;
    do {
      if (!take('"')) fail();
      const name = string();
      if (!take(':')) fail();
      if (out.fields.has(name)) out.twice = name;
      out.fields.set(name, value());
    } while (take(','));
    return take('}') ? out : fail();
  }

  function array(): Json[] {
    const out: Json[] = [];
    if (take(']')) return out;
    do out.push(value());
    while (take(','));
    return take(']') ? out : fail();
  }

  function value(): Json {
    if (take('"')) return string();
    if (take('{')) return object();
    if (take('[')) return array();
    for (const [word, meant] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return meant;
    }
    return number();
  }

  const whole = value();
  match(SPACE);
  return at === text.length ? whole : fail();
}
