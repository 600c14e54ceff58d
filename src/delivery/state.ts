/** What is kept over restarts: how far each source has been followed, and what each target needs to go on from there. */
import { ReplicationError } from '../errors.ts';
import type { Position } from '../replication/position.ts';
import type { Kept } from './target.ts';

const SCHEMA = 'rdb-tool/replicate-state/1';

/** Of one source. */
export interface SourceState extends Position {
  readonly name: string;
  /** A snapshot that was not whole when this was written: how much of it was delivered, in bytes. It has to come again. */
  readonly snapshot?: { readonly bytes: number };
}

export interface State {
  /** What was given on the command line, without a password. */
  readonly source: string;
  /** Unix ms. */
  readonly savedMs: number;
  /** By `LaneSource.id`. */
  readonly sources: Readonly<Record<string, SourceState>>;
  /** Of sources that belong together. */
  readonly group?: Kept;
  /** By the target's name, then by `LaneSource.id`. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, Kept>>>>;
}

export function printState(state: State): Uint8Array {
  return Buffer.from(`${JSON.stringify({ schema: SCHEMA, ...state }, undefined, 2)}\n`);
}

/**
 * @param path - for messages
 * @param source - what is to be followed now
 * @throws ReplicationError STATE: it is none, or of another source
 */
export function parseState(bytes: Uint8Array, path: string, source: string): State {
  const state = parse(bytes);
  if (state === undefined) throw new ReplicationError('STATE', `${path} is no state of replicate`);
  if (state.source !== source) {
    throw new ReplicationError(
      'STATE',
      `${path} is the state of ${state.source}, not of ${source}: give --state another file`,
    );
  }
  return state;
}

function parse(bytes: Uint8Array): State | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA) return undefined;
  const { source, savedMs, sources, targets, group } = value;
  if (typeof source !== 'string' || typeof savedMs !== 'number' || !isRecord(sources) || !isRecord(targets))
    return undefined;
  if (!Object.values(sources).every(isSourceState)) return undefined;
  if (!Object.values(targets).every((lanes) => isRecord(lanes) && Object.values(lanes).every(isRecord)))
    return undefined;
  if (group !== undefined && !isRecord(group)) return undefined;
  return { source, savedMs, sources, targets, ...(group === undefined ? {} : { group }) } as State;
}

function isSourceState(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, replid, offset, db } = value;
  return (
    typeof name === 'string' && typeof replid === 'string' && Number.isSafeInteger(offset) && Number.isSafeInteger(db)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
