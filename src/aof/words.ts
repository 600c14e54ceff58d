/** A line as words, some in quotes. Source: redis src/sds.c, sdssplitargs(). */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };
const BLANK = /[ \t\n\v\f\r]/;
/** What ends a word outside quotes: no \v and no \f, though those stand between words. */
const END = /[ \t\n\r]/;

/** `line` and the words have a character for each byte. Undefined: a quote is not closed, or has text behind it. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  for (let at = 0; ;) {
    while (at < line.length && BLANK.test(line.charAt(at))) at++;
    if (at === line.length) return words;
    let word = '';
    while (at < line.length && !END.test(line.charAt(at))) {
      const char = line.charAt(at);
      if (char !== '"' && char !== "'") {
        word += char;
        at++;
        continue;
      }
      const quoted = char === '"' ? readDouble(line, at + 1) : readSingle(line, at + 1);
      if (quoted === undefined) return undefined;
      word += quoted.text;
      at = quoted.end;
      if (at < line.length && !BLANK.test(line.charAt(at))) return undefined;
      break;
    }
    words.push(word);
  }
}

interface Quoted {
  readonly text: string;
  /** Behind the closing quote. */
  readonly end: number;
}

/** Knows \n \r \t \a \b \xHH; before any other character a backslash means that character. */
function readDouble(line: string, from: number): Quoted | undefined {
  let text = '';
  for (let at = from; at < line.length;) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    const hex = /^\\x([0-9a-f]{2})/i.exec(line.slice(at, at + 4))?.[1];
    if (hex !== undefined) {
      text += String.fromCharCode(parseInt(hex, 16));
      at += 4;
    } else if (char === '\\' && at + 1 < line.length) {
      const next = line.charAt(at + 1);
      text += ESCAPES[next] ?? next;
      at += 2;
    } else {
      text += char;
      at++;
    }
  }
  return undefined;
}

/** Knows \' alone. */
function readSingle(line: string, from: number): Quoted | undefined {
  let text = '';
  for (let at = from; at < line.length; at++) {
    if (line.charAt(at) === "'") return { text, end: at + 1 };
    if (line.startsWith("\\'", at)) at++;
    text += line.charAt(at);
  }
  return undefined;
}
