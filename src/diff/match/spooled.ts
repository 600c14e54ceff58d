/** Where bytes go that memory has no room for. Whoever opens files hands it in: a temporary file. */
export interface Spooled {
  /** @throws SourceError OUTPUT: there is no room */
  write(bytes: Uint8Array, offset: number): void;
  /** Fill `into` with what was written at `offset`. */
  read(into: Uint8Array, offset: number): void;
  close(): void;
}
