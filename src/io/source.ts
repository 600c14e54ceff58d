/** Where bytes come from. */
export interface Source {
  /** What messages call it. */
  readonly name: string;
  /** Bytes in all, if that is known before they are read. */
  readonly size: number | undefined;
  /** Whether `seek` works. */
  readonly seekable: boolean;
  /**
   * What offsets in this source count, where that is not the bytes of the file: 'in the decompressed data'. Errors of code
   * COMPRESSION that reading throws count the compressed bytes all the same.
   */
  readonly note?: string;
  /** Fill `into` from its start with what is there, at least one byte; 0 at the end. At once where that is possible. */
  read(into: Uint8Array): number | Promise<number>;
  /** Go on from `offset`. */
  seek(offset: number): void;
  /**
   * Pass over what is left, because checksums stand behind it. Only where there are any: compressed sources. Gives the number
   * of bytes passed.
   */
  finish?(): Promise<number>;
  close(): void | Promise<void>;
}
