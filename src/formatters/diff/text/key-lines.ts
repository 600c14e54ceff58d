/** A line for each key that only one side has. */
import type { Interest, KeyEnd, KeyHeader, StringKeys } from '../../../model/sink.ts';
import { STRING_ROWS_BYTES } from '../../../model/string-run.ts';
import { CurrentKey } from '../../../rdb/key-header.ts';
import type { Line } from '../../line.ts';
import { formatTime } from '../../time-text.ts';
import type { Fate } from '../fate.ts';
import { GAP, MARKS, type ChangeLines } from './change-lines.ts';
import { stringLine } from './string-lines.ts';
import { ValueSummary } from './value-summary.ts';

/** Of the mark before the key. */
const MARK_WIDTH = 2;
/** As long as names of modules' types, with a gap. */
export const TYPE_WIDTH = 11;

/** Characters that are written at once. */
const ENOUGH_TEXT = 16 * 1024;

export interface KeyLinesOptions {
  readonly nowMs: number;
  /** Values are not looked at. */
  readonly keysOnly: boolean;
}

export class KeyLines extends ValueSummary {
  private readonly fate: Fate;
  private readonly keysOnly: boolean;
  private db = 0;
  private typeName = '';
  private expireAtMs: number | bigint | undefined;
  /** Of a key of a run; filled anew for each, as a decoder does. */
  private readonly header = new CurrentKey();
  private readonly keyEnd = { sizeBytes: 0, start: 0, end: 0 };

  constructor(lines: ChangeLines, fate: Fate, { nowMs, keysOnly }: KeyLinesOptions) {
    super(lines, nowMs);
    this.fate = fate;
    this.keysOnly = keysOnly;
  }

  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.lines.isPlain ? this.takeRun : undefined;
  }

  private readonly takeRun = (keys: StringKeys): void => {
    const { lines, arena, fate, keysOnly } = this;
    const { out, columns } = lines;
    out.open(arena);
    const db = dbText(keys.db);
    const at = typeColumn(lines);
    const head = MARKS[fate] + (db === '' ? '' : `${db} `);
    const options = { head, columns, typeColumn: at, valueColumn: at + TYPE_WIDTH, keysOnly };
    let text = '';
    for (let i = 0; i < keys.count; i++) {
      const line = stringLine(arena, keys, i, options);
      if (line !== undefined) text += `${line}\n`;
      if (text.length < ENOUGH_TEXT && i < keys.count - 1 && line !== undefined) continue;
      out.begin();
      out.ascii(text);
      text = '';
      if (line === undefined) this.tellOne(keys, i);
    }
    out.begin();
  };

  /** One key of a run as if it had come alone. */
  private tellOne({ db, encoding, rows }: StringKeys, index: number): void {
    const { arena, header } = this;
    const { u32, f64 } = arena;
    const row = (rows + STRING_ROWS_BYTES * index) >>> 2;
    const expireAtMs = f64[(row + 2) >>> 1] ?? NaN;
    header.db = db;
    header.start = u32[row] ?? 0;
    header.end = u32[row + 1] ?? 0;
    header.encoding = encoding;
    header.expireAtMs = Number.isNaN(expireAtMs) ? undefined : expireAtMs;
    if (this.key(header) !== 'skip') this.string(u32[row + 4] ?? 0, u32[row + 5] ?? 0, true);
    this.keyEnd.start = header.start;
    this.keyEnd.end = header.end;
    this.endKey(this.keyEnd);
  }

  override key(header: KeyHeader): Interest {
    this.db = header.db;
    this.typeName = header.module?.name ?? header.type;
    this.expireAtMs = header.expireAtMs;
    const interest = super.key(header);
    return this.keysOnly ? 'skip' : interest;
  }

  override endKey({ start, end }: KeyEnd): undefined {
    const { lines } = this;
    const line = beginKey(lines, this.fate, dbText(this.db), this.arena.u8.subarray(start, end));
    line.add(this.typeName, 'type');
    line.padTo(typeColumn(lines) + TYPE_WIDTH);
    if (this.expireAtMs !== undefined) line.add(`expires ${formatTime(this.expireAtMs)}`, 'ttl');
    if (!this.keysOnly) {
      if (this.expireAtMs !== undefined) line.add(GAP, 'plain');
      this.addTo(line, false);
    }
    lines.out.begin();
    lines.print(line);
    lines.out.begin();
  }
}

/** `- db1 user:1001      `, up to where the type goes. */
export function beginKey(lines: ChangeLines, fate: Fate, db: string, key: Uint8Array): Line {
  const line = lines.begin(fate, 0);
  if (db !== '') line.add(`${db} `, 'dim');
  lines.shortName(line, lines.nameText(key), fate);
  line.padTo(typeColumn(lines));
  return line;
}

/** Database 0 is what most people have; it is not named. */
export function dbText(db: number): string {
  return db === 0 ? '' : `db${db}`;
}

/** Where types stand, unless a key is longer. */
export function typeColumn({ columns }: ChangeLines): number {
  return MARK_WIDTH + Math.min(40, Math.max(16, Math.floor(columns / 5)));
}
