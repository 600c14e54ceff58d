/** Key records as `to-json` has them, in the midst of what else one writer prints. */
import type { Arena } from '../../../bytes/arena.ts';
import type { ByteWriter } from '../../../bytes/writer.ts';
import { BYTES } from '../../../kernels/kernels.ts';
import type { Interest, KeyHeader, StringKeys } from '../../../model/sink.ts';
import { JsonFormatter } from '../../json/formatter.ts';

export interface KeyRecordOptions {
  readonly keysOnly: boolean;
  readonly lead?: string;
  readonly nested?: boolean;
}

export class KeyRecords extends JsonFormatter {
  private readonly writer: ByteWriter;
  private arena: Arena | undefined;

  constructor(out: ByteWriter, options: KeyRecordOptions) {
    super(out, { ...options, records: false, array: false, bytes: BYTES.AUTO, noModuleBytes: false, slots: false });
    this.writer = out;
    const { stringKeys } = this;
    if (stringKeys === undefined) return;
    this.stringKeys = (keys: StringKeys) => {
      this.reopen();
      stringKeys(keys);
    };
  }

  override open(arena: Arena): void {
    // What is kept in a memory is still there when it comes again.
    if (arena === this.arena) this.reopen();
    else super.open(arena);
    this.arena = arena;
  }

  override key(header: KeyHeader): Interest {
    this.reopen();
    return super.key(header);
  }

  /** Others have printed from memories of their own. */
  private reopen(): void {
    if (this.arena !== undefined) this.writer.open(this.arena);
  }
}
