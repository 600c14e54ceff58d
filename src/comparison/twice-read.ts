/** An input of a comparison, read once as a whole and then again at the places that matter. */
import { executeLog, type Replayed } from '../decode-log.ts';
import type { PlaceRange } from '../diff/places-sink.ts';
import { closeContents, contentSteps, type ContentOptions, type Contents } from '../input.ts';
import { KeptSource } from '../io/kept.ts';
import type { EntrySink } from '../model/sink.ts';

export interface DiffInput {
  /** What messages call it. */
  readonly name: string;
  open(): Promise<Contents>;
  /** It can be opened once more and is the same then: a file. Of others what is read is kept in a temporary file. */
  readonly rereadable: boolean;
}

export class TwiceRead {
  readonly name: string;
  /** Its part of the side's places: known once it has been read. */
  range: PlaceRange = { base: 0, end: Infinity, ordinal: true, dbAt: undefined };
  private readonly input: DiffInput;
  private contents: Contents | undefined;
  private kept: KeptSource | undefined;
  private replayed: Replayed | undefined;

  constructor(input: DiffInput) {
    this.input = input;
    this.name = input.name;
  }

  get size(): number | undefined {
    const { contents } = this;
    return contents?.format === 'aof' ? contents.log.size : contents?.source.size;
  }

  /** Places in it are offsets. What a log leaves has none, and records of JSON tell those of what they were printed from. */
  get hasOffsets(): boolean {
    return this.contents?.format === 'rdb';
  }

  async open(): Promise<Contents> {
    return (this.contents = await this.input.open());
  }

  async *read(sink: EntrySink, options: ContentOptions): AsyncGenerator<number> {
    const contents = this.contents ?? (await this.open());
    if (contents.format === 'aof') {
      const replayed = yield* executeLog(contents.log, options);
      this.replayed = replayed;
      replayed.play(sink);
      if (replayed.damage !== undefined) throw replayed.damage;
      return;
    }
    const { source } = contents;
    if (!source.seekable && !this.input.rereadable) this.kept = new KeptSource(source);
    yield* contentSteps({ ...contents, source: this.kept ?? source }, sink, options);
  }

  async *look(sink: EntrySink, options: ContentOptions): AsyncGenerator<number> {
    if (this.replayed !== undefined) {
      this.replayed.play(sink);
      yield 0;
      return;
    }
    // What there is to say of the source has been said.
    const { onWarning: _, ...quiet } = options;
    yield* contentSteps(await this.again(), sink, { ...quiet, strict: false, skipChecksum: true });
  }

  private async again(): Promise<Contents> {
    const contents = this.contents ?? (await this.open());
    if (contents.format === 'aof') return contents;
    if (this.kept !== undefined) return { ...contents, source: this.kept.again() };
    if (!contents.source.seekable) {
      await this.close();
      return this.open();
    }
    contents.source.seek(0);
    return contents;
  }

  async close(): Promise<void> {
    const { contents, kept } = this;
    this.contents = undefined;
    this.kept = undefined;
    // What is kept closes what it is of.
    if (kept !== undefined) await kept.close();
    else if (contents !== undefined) await closeContents(contents);
  }
}
