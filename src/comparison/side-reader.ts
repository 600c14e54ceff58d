/** One side on its way through the matcher. */
import type { SideFacts } from '../diff/change.ts';
import { DigestSink } from '../diff/digest/digest-sink.ts';
import type { DiffOptions } from '../diff/diff-options.ts';
import type { KeyMatcher } from '../diff/differences.ts';
import { KEY_RECORD_BYTES, type DiffSide } from '../diff/key-record.ts';
import { InputFailure } from './input-failure.ts';
import { Side, type SideOptions } from './side.ts';
import type { DiffInput } from './twice-read.ts';

export class SideReader {
  readonly side: Side;
  readonly digests: DigestSink;
  failure: InputFailure | undefined;
  isDone = false;
  private readonly steps: AsyncGenerator<void>;
  /** Keys of the last step, and how many of them were waited for. */
  private keys = 0;
  private matched = 0;

  constructor(
    name: DiffSide,
    inputs: readonly DiffInput[],
    matcher: KeyMatcher,
    options: SideOptions & { readonly diff: DiffOptions },
  ) {
    this.digests = new DigestSink(name, options.diff, (records) => {
      this.keys += records.length / KEY_RECORD_BYTES;
      this.matched += matcher.add(name, records);
    });
    this.side = new Side(name, inputs, this.digests, options);
    this.steps = this.side.read();
  }

  /** The other side waits for its keys. */
  get isBehind(): boolean {
    return !this.isDone && this.keys > 0 && 2 * this.matched >= this.keys;
  }

  /** How much of it has been read: a share, or bytes where the whole is not known. */
  share(ofBytes: boolean): number {
    const { bytes, size } = this.side;
    return ofBytes || size === undefined || size === 0 ? bytes : bytes / size;
  }

  get facts(): SideFacts {
    const { digests, side } = this;
    return { names: side.names, dialect: digests.dialect, versions: digests.versions };
  }

  open(): Promise<void> {
    return this.attempt(() => this.side.open());
  }

  /** The next piece of input. */
  step(): Promise<void> {
    this.keys = 0;
    this.matched = 0;
    return this.attempt(async () => {
      this.isDone = (await this.steps.next()).done === true;
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof InputFailure)) throw error;
      this.isDone = true;
      this.failure = error;
    }
  }

  async close(): Promise<void> {
    // It may have been stopped in the midst of an input.
    await this.steps.return(undefined);
    await this.side.close();
  }
}
