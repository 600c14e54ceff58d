/** Where bytes go that are written as they come: a file that grows, or a stream to whoever reads it. */
export interface Output {
  /** What messages call it. */
  readonly name: string;
  /** Bytes in the file; of a stream, those that have been written. */
  readonly size: number;
  /** Takes the bytes before it returns. @throws BROKEN_PIPE, SourceError OUTPUT */
  write(bytes: Uint8Array): void;
  /** Waits while what is written is much more than what has been taken. */
  room(): Promise<void> | undefined;
  /** Resolves when everything that is written has arrived. @throws BROKEN_PIPE, SourceError OUTPUT */
  sync(): Promise<void>;
  close(): void;
}
