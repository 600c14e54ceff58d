/** Keys that only b has: written whole, as `to-resp` writes them. */
import type { Arena } from '../../../bytes/arena.ts';
import { ForwardSink } from '../../../filter/forward-sink.ts';
import type { Interest, KeyHeader, StringKeys } from '../../../model/sink.ts';
import type { RespFormatter } from '../../resp/formatter.ts';

export class AddedKeys extends ForwardSink {
  private readonly formatter: RespFormatter;
  /** Called before the first key: what waits is to be written. */
  private readonly settle: () => void;
  private memory: Arena | undefined;
  private isReady = false;

  constructor(formatter: RespFormatter, settle: () => void) {
    super(formatter);
    this.formatter = formatter;
    this.settle = settle;
  }

  override open(arena: Arena): void {
    this.memory = arena;
    this.isReady = false;
  }

  /** Other commands may have come since the source was opened, from other memory. */
  private ready(): void {
    if (this.isReady) return;
    this.isReady = true;
    this.settle();
    if (this.memory !== undefined) this.formatter.open(this.memory);
  }

  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    const take = this.formatter.stringKeys;
    return take && this.takeRun;
  }

  private readonly takeRun = (keys: StringKeys): void => {
    this.ready();
    this.formatter.stringKeys?.(keys);
  };

  override key(header: KeyHeader): Interest {
    this.ready();
    return super.key(header);
  }

  // Of the source nothing but its keys is added: what is beside them is told elsewhere.
  override aux(): void {}
  override functionLibrary(): void {}
  override moduleAux(): void {}
}
