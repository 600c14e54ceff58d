/** A data set by SCAN and DUMP, as the bytes of an RDB. */
import { databasesOf } from '../../connection/info.ts';
import type { ServerFacts } from '../../connection/server-facts.ts';
import { quoteBytes } from '../../bytes/text.ts';
import { ReplicationError } from '../../errors.ts';
import { KeySet } from '../../filter/key-set.ts';
import {
  payloadVersion,
  putDumpedKey,
  putFileEnd,
  putFileHead,
  putFunctions,
  putSelectDb,
} from '../../rdb/payload-file.ts';
import type { KeyReader, ReadKey } from './key-reader.ts';
import { scanKeys } from './scan-keys.ts';
import type { ScanLink } from './scan-link.ts';

export type WantedKey = (db: number, key: Uint8Array) => boolean;

export interface SnapshotOptions {
  /** This database alone. */
  readonly db: number | undefined;
  /** COUNT of SCAN: how many keys the server looks at for a reply. */
  readonly count?: number | undefined;
  /** Others are not asked for. */
  readonly wanted?: WantedKey | undefined;
  /** Told of keys right before they are asked for. */
  readonly onAsk?: (db: number, keys: readonly Uint8Array[]) => void;
}

/** What a copy by SCAN is not, to be said once. */
export const SCAN_LIMITS =
  'a copy by SCAN is of no point in time: keys are read one after another, and each is as it is when it is read';

/** AUX fields by which servers tell that they wrote a file; the others are called Redis there. Source: rdb-format.md 1.3. */
const WRITERS: Readonly<Record<string, string>> = { valkey: 'valkey-ver', dragonfly: 'df-ver' };
/** RDB version where no key and no function tells it: what servers without FUNCTION DUMP, and without keys, all read. */
const OLDEST = 9;
/** Servers are set to this many databases, unless told otherwise. */
const USUAL_DATABASES = 16;
/** Pieces are joined up to this size; larger values are not copied. */
const PIECE = 256 * 1024;

const COUNT = 512;

/** @throws ReplicationError */
export async function* snapshotBytes(
  link: ScanLink,
  reader: KeyReader,
  options: SnapshotOptions,
): AsyncGenerator<Uint8Array> {
  const file = new FileBytes(link);
  const seen = new KeySet();
  const { wanted = () => true, count = COUNT } = options;
  if (link.version !== undefined) yield* file.begin(link.version);
  for (const db of await databases(link, options.db)) {
    file.db = db;
    for await (const found of scanKeys(link, db, count, seen)) {
      const keys = found.filter((key) => wanted(db, key));
      options.onAsk?.(db, keys);
      for await (const read of reader.read(db, keys)) yield* file.keys(read);
    }
  }
  yield* file.end();
}

/** Those that hold keys; where the server does not tell, those that it lets be selected. */
async function databases(link: ScanLink, only: number | undefined): Promise<readonly number[]> {
  if (only !== undefined) return [only];
  if (link.facts.info.size > 0) return [...databasesOf(link.facts.info).keys()];
  const there: number[] = [];
  for (let db = 0; db < USUAL_DATABASES; db++) {
    try {
      await link.select(db);
    } catch (error) {
      if (db === 0 || !(error instanceof ReplicationError)) throw error;
      break;
    }
    there.push(db);
  }
  return there;
}

/** Joins pieces, so that whoever reads has few of them. */
class FileBytes {
  db = 0;
  private readonly link: ScanLink;
  private version: number | undefined;
  private selected = 0;
  private pieces: Uint8Array[] = [];
  private size = 0;

  constructor(link: ScanLink) {
    this.link = link;
  }

  *begin(version: number): Generator<Uint8Array> {
    const { functions, facts } = this.link;
    this.version = version;
    yield* this.put(putFileHead(version, auxOf(facts)));
    if (functions !== undefined) yield* this.put(putFunctions(functions));
  }

  *keys(read: readonly ReadKey[]): Generator<Uint8Array> {
    for (const key of read) {
      // Gone since SCAN told of it.
      if (key.payload === undefined) continue;
      const version = payloadVersion(key.payload);
      if (this.version === undefined) yield* this.begin(version);
      if (version > (this.version ?? version)) throw this.isNewer(key.key, version);
      if (this.db !== this.selected) yield* this.put(putSelectDb((this.selected = this.db)));
      for (const piece of putDumpedKey(key)) yield* this.put(piece);
    }
    // What is there is handed on before more is waited for.
    yield* this.flush();
  }

  *end(): Generator<Uint8Array> {
    if (this.version === undefined) yield* this.begin(OLDEST);
    yield* this.put(putFileEnd());
    yield* this.flush();
  }

  private *put(piece: Uint8Array): Generator<Uint8Array> {
    if (piece.length >= PIECE) {
      yield* this.flush();
      yield piece;
      return;
    }
    this.pieces.push(piece);
    this.size += piece.length;
    if (this.size >= PIECE) yield* this.flush();
  }

  private *flush(): Generator<Uint8Array> {
    if (this.size === 0) return;
    const joined = Buffer.concat(this.pieces, this.size);
    this.pieces = [];
    this.size = 0;
    yield joined;
  }

  private isNewer(key: Uint8Array, version: number): ReplicationError {
    const words = `${this.link.name} dumps key ${quoteBytes(key)} in RDB version ${version}, and others in ${this.version}`;
    return new ReplicationError('PROTOCOL', words);
  }
}

function auxOf({ software, version, info }: ServerFacts): [string, string][] {
  const facts: [string, string | undefined][] = [
    [WRITERS[software] ?? 'redis-ver', version],
    ['redis-bits', info.get('arch_bits')],
    ['used-mem', info.get('used_memory')],
  ];
  return facts.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
}
