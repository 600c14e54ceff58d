/** What a written RDB is to be like. */
import type { KeyHeader } from '../../model/sink.ts';
import type { Loss } from '../../model/target.ts';
import type { FormatChoice } from '../../rdb/encode/choose-format.ts';
import type { RdbFile } from './rdb-file.ts';

/** What of a key decides which file it goes into. */
export interface Router {
  /** The file for the key at hand. @param key - its bytes, valid until this returns @param waiting - bytes that are about to go into the current file */
  route(header: KeyHeader, key: Uint8Array, current: RdbFile, waiting: number): RdbFile;
}

export interface RdbOptions extends FormatChoice {
  /** Strings, and what is packed, may be LZF; without it what the source has compressed is written anew. */
  readonly compress: boolean;
  /** The keys are exactly those of one source: what is told of it as a whole holds for the file. */
  readonly whole: boolean;
  /** Records are changed on their way here, so runs of them cannot be copied. */
  readonly changed?: boolean;
  /** The file begins an append-only log. */
  readonly aofBase?: boolean;
  readonly onLoss: (loss: Loss) => void;
  /** Keys go into several files. */
  readonly router?: Router;
  /** There are several sources. */
  readonly merged?: boolean;
}
