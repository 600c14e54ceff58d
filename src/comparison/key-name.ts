/** The name of the key that comes, or of the last of several. */
import { NullSink } from '../model/null-sink.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';

export class KeyName extends NullSink {
  db = 0;
  name: Uint8Array = new Uint8Array();

  override key({ db, start, end }: KeyHeader): Interest {
    this.db = db;
    this.name = this.arena.u8.slice(start, end);
    return 'skip';
  }
}
