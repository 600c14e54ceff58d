/** DUMP payloads as values of a keyspace. */
import { Arena } from '../bytes/arena.ts';
import { RdbToolError, UnsupportedError } from '../errors.ts';
import { decodePayload } from '../rdb/payload.ts';
import type { Collection } from './collection.ts';
import { CommandError } from './command-error.ts';
import type { KeyExtras } from './database.ts';
import { Keyspace } from './keyspace.ts';
import { LoadSink } from './load-sink.ts';
import type { Semantics } from './semantics.ts';
import { spanOf, type Span } from './span.ts';

export interface Loaded {
  /** A string holds until the next payload. */
  readonly value: Collection | Span;
  readonly extras: KeyExtras | undefined;
}

const NAME = new Uint8Array();

/** Values are loaded into a keyspace aside, so that one that is damaged leaves nothing behind. */
export class PayloadLoader {
  private arena: Arena | undefined;
  private readonly aside: Keyspace;
  private readonly sink: LoadSink;

  constructor(semantics: Semantics, nowMs: number) {
    this.aside = new Keyspace(semantics, nowMs);
    this.sink = new LoadSink(this.aside);
  }

  /** @throws CommandError: it is damaged, or holds nothing; UnsupportedError */
  load(payload: Uint8Array): Loaded {
    const { aside, sink } = this;
    const arena = (this.arena ??= new Arena(0));
    aside.flush();
    try {
      decodePayload(arena, payload, NAME, sink);
    } catch (error) {
      // What a server took and this does not know is no fault of the payload.
      if (error instanceof RdbToolError && !(error instanceof UnsupportedError))
        throw new CommandError(`the payload cannot be read: ${error.message}`);
      throw error;
    }
    const { db } = aside;
    const key = spanOf(NAME);
    const value = db.collection(key) ?? db.string(key);
    if (value === undefined) throw new CommandError('the payload holds nothing');
    return { value, extras: db.infoAt().extras };
  }
}
