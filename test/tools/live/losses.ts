/** What the program says it could not carry: lines of stderr such as `rdb-tool: lost: db0 / key "x": …`. */
import type { Bytes } from '../truth/json-fields.ts';
import type { Place } from './compare-states.ts';

export interface NamedLoss {
  /** Absent: it belongs to no key. */
  readonly db?: number;
  /** Its first bytes, where it is long. */
  readonly key?: Bytes;
  readonly what: string;
}

const LINE = /^rdb-tool: lost: (?:(?:.*: )?db(\d+) \/ key "((?:[^"\\]|\\.)*)"(?:… \(\d+ bytes\))?: )?(.*)$/gm;
/** Long keys are cut after so many bytes. */
const SHOWN = 100;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

export function readLosses(stderr: string): readonly NamedLoss[] {
  return [...stderr.matchAll(LINE)].map(([, db, key, what = '']) => {
    if (db === undefined || key === undefined) return { what };
    return { db: Number(db), key: unquote(key), what };
  });
}

/** Whether a loss was said to be at a key. */
export function isAt(loss: NamedLoss, { db, key }: Place): boolean {
  if (loss.db !== db || loss.key === undefined) return false;
  return loss.key === key || (loss.key.length === SHOWN && key.startsWith(loss.key));
}

/** As redis-cli quotes. */
function unquote(text: string): Bytes {
  return text.replaceAll(/\\(?:x([\da-f]{2})|(.))/gs, (_all, hex: string | undefined, char: string) => {
    return hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16));
  });
}
