/**
 * How far a cluster has got, kept there.
 *
 * A transaction holds keys of one slot only, so each slot that was written to has a marker of its own, moved on by the transaction that
 * brings its commands: `<generation> <offset>`; while a key comes in parts, `<generation> part <n>`. Beside them one key says up to where
 * everything is done, `<generation> <company> <replid> <offset> <db>`, or that a snapshot comes, `<generation> <company> snapshot`. It is
 * written now and then: the feed has to be asked for from there, and what a slot's marker says is done already is left out. A
 * generation is what follows one snapshot; markers of another one mean nothing.
 */
import { randomBytes } from 'node:crypto';
import { keySlot } from '../../model/slot.ts';
import { encodeRequest } from '../../resp/encode.ts';
import type { Position } from '../../replication/position.ts';
import { isCompany, MARKER_PREFIX, type Company } from '../server/marker.ts';

export interface Progress {
  readonly generation: string;
  readonly company: Company;
  /** Undefined: a snapshot was not whole. */
  readonly at: Position | undefined;
}

const PREFIX = `${MARKER_PREFIX}:`;
const PROGRESS = /^(\w+) (alone|beside) (?:snapshot|([0-9a-f]{40}) (\d{1,16}) (\d{1,10}))$/;

export class MarkerKeys {
  /** Says up to where everything is done. */
  readonly progress: string;
  readonly progressSlot: number;
  /** What the source is called in them. */
  readonly id: string;
  private readonly tags: readonly string[];

  /** @param id - of the source */
  constructor(id: string, tags: readonly string[]) {
    this.id = id;
    this.tags = tags;
    this.progress = `${PREFIX}${id}`;
    this.progressSlot = keySlot(Buffer.from(this.progress));
  }

  ofSlot(slot: number): string {
    return `${PREFIX}{${this.tags[slot] ?? ''}}:${this.id}`;
  }

  moveTo(slot: number, mark: string): Uint8Array {
    return encodeRequest(['SET', this.ofSlot(slot), mark]);
  }
}

/** Keys that no source has. */
export function isMarker(key: Uint8Array): boolean {
  return Buffer.from(key.subarray(0, PREFIX.length)).toString('latin1') === PREFIX;
}

export function newGeneration(): string {
  return randomBytes(8).toString('hex');
}

export function progressText({ generation, company, at }: Progress): string {
  const what = at === undefined ? 'snapshot' : `${at.replid} ${at.offset} ${at.db}`;
  return `${generation} ${company} ${what}`;
}

export function parseProgress(text: string): Progress | undefined {
  const [, generation, company, replid, offset, db] = PROGRESS.exec(text) ?? [];
  if (generation === undefined || !isCompany(company)) return undefined;
  const at = replid === undefined ? undefined : { replid, offset: Number(offset), db: Number(db) };
  return { generation, company, at };
}

export function offsetMark(generation: string, offset: number): string {
  return `${generation} ${offset}`;
}

export function partMark(generation: string, part: number): string {
  return `${generation} part ${part}`;
}

/** How far a slot is, by its marker; 0 where that is of another generation. */
export function markedOffset(value: string, generation: string): number {
  const [of, offset] = value.split(' ');
  const number = Number(offset);
  return of === generation && Number.isFinite(number) ? number : 0;
}

/** Whether a marker with this value is at `mark`, or behind it. */
export function isDone(value: string, mark: string): boolean {
  const [generation, kind, ...rest] = mark.split(' ');
  const [of, what, ...more] = value.split(' ');
  if (of !== generation) return false;
  if (kind === 'part') return what !== 'part' || Number(more[0]) >= Number(rest[0]);
  return what !== 'part' && Number(what) >= Number(kind);
}
