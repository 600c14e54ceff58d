/**
 * Words of a line, as inline commands and manifests have them. Source: redis src/sds.c, sdssplitargs().
 *
 *   "…" knows \n \r \t \a \b \\ \" \xHH; '…' knows \' alone. What ends a quoted part is a blank or the end of the line.
 */

const BACKSLASH = 0x5c;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const LETTER_X = 0x78;

const ESCAPED: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, a: 0x07 };

/** @returns the words; undefined where a quote is not closed, or something follows a closing quote */
export function splitTokens(line: Uint8Array): Uint8Array[] | undefined {
  const tokens: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at++;
    if (at === line.length) return tokens;
    const token: number[] = [];
    const end = readToken(line, at, token);
    if (end === undefined) return undefined;
    tokens.push(Uint8Array.from(token));
    at = end;
  }
}

/** Gives where the word ends. */
function readToken(line: Uint8Array, start: number, token: number[]): number | undefined {
  let at = start;
  while (at < line.length && !isEnd(line[at])) {
    const byte = line[at] ?? 0;
    if (byte === DOUBLE || byte === SINGLE) {
      const end = readQuoted(line, at + 1, byte, token);
      return end === undefined || (end < line.length && !isBlank(line[end])) ? undefined : end;
    }
    token.push(byte);
    at++;
  }
  return at;
}

/** Gives where the byte behind the closing quote stands. */
function readQuoted(line: Uint8Array, start: number, quote: number, token: number[]): number | undefined {
  let at = start;
  while (at < line.length) {
    const byte = line[at] ?? 0;
    if (byte === quote) return at + 1;
    const next = line[at + 1];
    if (byte !== BACKSLASH || next === undefined || (quote === SINGLE && next !== SINGLE)) {
      token.push(byte);
      at++;
      continue;
    }
    const hex = next === LETTER_X ? String.fromCharCode(...line.subarray(at + 2, at + 4)) : '';
    if (quote === DOUBLE && /^[0-9a-fA-F]{2}$/.test(hex)) {
      token.push(parseInt(hex, 16));
      at += 4;
    } else {
      token.push(quote === SINGLE ? next : (ESCAPED[String.fromCharCode(next)] ?? next));
      at += 2;
    }
  }
  return undefined;
}

/** What ends a word outside of quotes: no \v and no \f, though those stand between words. */
function isEnd(byte: number | undefined): boolean {
  return isBlank(byte) && byte !== 0x0b && byte !== 0x0c;
}

/** Source: C isspace(). */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
