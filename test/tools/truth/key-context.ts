/** What the comparison of a key is made with. */
import type { Bytes } from './json-fields.ts';

export interface TruthOptions {
  /** The truth holds what had expired, too. */
  readonly keepExpired?: boolean;
  readonly freq?: boolean;
  readonly idle?: boolean;
  /** What came out differently each time a server loaded the file: `db key`, the key in hex, and type, value or expire_ms. */
  readonly unstable?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The file, to look module payloads up in. */
  readonly source?: Uint8Array;
  readonly nowMs: number;
  /** When our log was replayed. Consumers that it touched were seen then, and in the truth when its server loaded the log. */
  readonly replayedMs?: number;
  /**
   * Ours comes of a log. The truth is of a server that has loaded it, too, or of the one that wrote it: a log tells neither when
   * consumers were seen, nor which of them have read nothing, nor, before Redis 7.4, how many entries a group has read.
   */
  readonly replayed?: 'loaded' | 'live';
  /** Ours has function libraries, too. */
  readonly functions?: boolean;
}

/** What a comparison of one key needs. */
export interface KeyContext extends TruthOptions {
  /** The truth's `server` row says at least this version. */
  atLeast(major: number, minor: number): boolean;
  note(what: string, ours?: unknown, theirs?: unknown): void;
}

export function compareBytes({ note }: KeyContext, what: string, ours: Bytes, theirs: Bytes): void {
  if (ours === theirs) return;
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 8);
  note(`${what} from byte ${from} of ${ours.length} and ${theirs.length}`, ours.slice(from), theirs.slice(from));
}
