/** An input of a comparison that could not be read to its end. */
import type { DiffSide } from '../diff/key-record.ts';
import { DecodeError, LimitError, RdbToolError, SourceError, UnsupportedError } from '../errors.ts';

export class InputFailure extends Error {
  readonly side: DiffSide;
  /** Of the input. */
  readonly input: string;
  readonly error: RdbToolError;

  constructor(side: DiffSide, input: string, error: RdbToolError) {
    super(`${input}: ${error.message}`);
    this.side = side;
    this.input = input;
    this.error = error;
  }

  /** What stands before the damage has been compared. Else the data is not to blame: a file cannot be read. */
  get isDamage(): boolean {
    const { error } = this;
    return error instanceof DecodeError || error instanceof UnsupportedError || error instanceof LimitError;
  }
}

/** Whether an error is one of reading; not so a bug, or a temporary file that cannot be written. */
export function isOfInput(error: unknown): error is RdbToolError {
  return error instanceof RdbToolError && !(error instanceof SourceError && error.code === 'OUTPUT');
}
