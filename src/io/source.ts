/** Where bytes come from. */
export interface Source {
  /** What messages call it. */
  readonly name: string;
  /** Bytes in all, if that is known before they are read. */
  readonly size: number | undefined;
  /** Whether `seek` works. */
  readonly seekable: boolean;
  /** Fill `into` from its start with what is there, at least one byte; 0 at the end. At once where that is possible. */
  read(into: Uint8Array): number | Promise<number>;
  /** Go on from `offset`. */
  seek(offset: number): void;
  close(): void | Promise<void>;
}
