/** What targets are called. */

export const FILE_FORMATS = ['ndjson', 'aof', 'resp', 'rdb'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface TargetName {
  /** The URL of a server, a path, or - for standard output. */
  readonly text: string;
  /** Of a file whose name does not tell. */
  readonly format?: FileFormat | undefined;
}
