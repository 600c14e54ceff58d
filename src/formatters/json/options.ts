import type { BytesMode } from '../../kernels/kernels.ts';

export interface JsonOptions {
  /** Every record, each with `record` and `offset`; else key records alone. */
  readonly records: boolean;
  /** One JSON array instead of a line each. */
  readonly array: boolean;
  readonly bytes: BytesMode;
  /** Leave out the bytes of modules whose form is readable. */
  readonly noModuleBytes: boolean;
  readonly slots: boolean;
  /** Leave out the values. */
  readonly keysOnly: boolean;
  /** Fields that key records alone begin with, each with a comma behind it. */
  readonly lead?: string;
  /** Key records alone stand within a record of another kind: they end no line. */
  readonly nested?: boolean;
}
