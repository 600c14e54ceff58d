/** A sink in front of a sink that lets each key through once, where several sources, or changed names, bring some twice. */
import type { Arena } from '../bytes/arena.ts';
import type { EntrySink, Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import { ForwardSink } from './forward-sink.ts';

/** Whether a key may pass. @param key - its bytes, valid until this returns */
export type Admit = (db: number, key: Uint8Array) => boolean;

export class UniqueSink extends ForwardSink {
  private readonly admit: Admit;
  private arena: Arena | undefined;
  private dropped = false;

  constructor(target: EntrySink, admit: Admit) {
    super(target);
    this.admit = admit;
  }

  protected override get isPassed(): boolean {
    return !this.dropped;
  }

  override get singlePass(): boolean {
    return this.dropped || super.singlePass;
  }

  override open(arena: Arena): void {
    this.arena = arena;
    super.open(arena);
  }

  override key(header: KeyHeader): Interest {
    const { db, start, end } = header;
    this.dropped = !this.admit(db, this.arena?.u8.subarray(start, end) ?? new Uint8Array());
    return this.dropped ? 'skip' : super.key(header);
  }

  override memberExpire(start: number, end: number, expireAtMs: number): void {
    if (!this.dropped) super.memberExpire(start, end, expireAtMs);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    return this.dropped ? undefined : super.endKey(end);
  }
}
