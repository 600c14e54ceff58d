/** A line for each key that only one side has. */
import type { Interest, KeyEnd, KeyHeader } from '../../../model/sink.ts';
import type { Line } from '../../line.ts';
import { formatTime } from '../../time-text.ts';
import type { Fate } from '../fate.ts';
import { GAP, type ChangeLines } from './change-lines.ts';
import { ValueSummary } from './value-summary.ts';

/** Of the mark before the key. */
const MARK_WIDTH = 2;
/** As long as names of modules' types, with a gap. */
export const TYPE_WIDTH = 11;

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

  constructor(lines: ChangeLines, fate: Fate, { nowMs, keysOnly }: KeyLinesOptions) {
    super(lines, nowMs);
    this.fate = fate;
    this.keysOnly = keysOnly;
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
