/** What turns the bytes in an arena's window into calls of a sink, and leaves it to others to fill the window. */

/** 'more': fill the window, at least `wanted` bytes from its `pos` on. 'rewind': start the window anew at `rewindTo`. */
export type Progress = 'more' | 'rewind' | 'done';

export interface WindowDecoder {
  /** Bytes from the window's `pos` on that the next call of `run` needs at least. */
  readonly wanted: number;
  /** First byte that may have to be read again: keep it, or be able to come back. */
  readonly retainFrom: number | undefined;
  /** Where the window is to start anew. */
  readonly rewindTo: number;
  /** Decode as far as the window goes. `ended`: nothing comes after it. @throws DecodeError, UnsupportedError, LimitError */
  run(ended: boolean): Progress;
  /** Take the window's bytes up to `pos` into the checksum. To be called before they are dropped. */
  sum(): void;
}
