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
}
