/** DUMP payloads of any server as one server takes them. */
import { Arena } from '../bytes/arena.ts';
import type { Target } from '../model/target.ts';
import { chooseFormat } from '../rdb/encode/choose-format.ts';
import { PayloadSink } from '../rdb/encode/payload-sink.ts';
import { decodePayload } from '../rdb/payload.ts';

const NO_KEY = new Uint8Array();
/** Memory for large values is given back: another one is taken beyond this. Taking one costs some milliseconds. */
const MOST_KEPT = 32 << 20;

export class PayloadConverter {
  private readonly target: Target;
  private readonly onLoss: (what: string) => void;
  private sink: { readonly arena: Arena; readonly payload: PayloadSink } | undefined;

  /** @param onLoss - told what of a value the target cannot hold, in the user's words */
  constructor(target: Target, onLoss: (what: string) => void) {
    this.target = target;
    this.onLoss = onLoss;
  }

  /** @returns bytes that are valid until the next one. @throws DecodeError; UnsupportedError: the target has no such values */
  convert(payload: Uint8Array): Uint8Array {
    if (this.sink === undefined || this.sink.arena.u8.length > MOST_KEPT) this.sink = this.open();
    const { arena, payload: made } = this.sink;
    decodePayload(arena, payload, NO_KEY, made);
    return made.payload;
  }

  private open(): { readonly arena: Arena; readonly payload: PayloadSink } {
    const { target, onLoss } = this;
    const arena = new Arena(0);
    const format = chooseFormat({ target }, undefined, new Map());
    return { arena, payload: new PayloadSink(arena, { format, compress: true, onLoss }) };
  }
}
