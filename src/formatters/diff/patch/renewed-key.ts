/** A key of b that is written anew where a has it: in the database that it has there, with the expiry that is wanted. */
import { ForwardSink } from '../../../filter/forward-sink.ts';
import type { EntrySink, Interest, KeyHeader } from '../../../model/sink.ts';

export class RenewedKey extends ForwardSink {
  private readonly db: number;
  private readonly expireAtMs: number | bigint | undefined;

  constructor(target: EntrySink, db: number, expireAtMs: number | bigint | undefined) {
    super(target);
    this.db = db;
    this.expireAtMs = expireAtMs;
  }

  override key(header: KeyHeader): Interest {
    return super.key({ ...header, db: this.db, expireAtMs: this.expireAtMs });
  }
}
