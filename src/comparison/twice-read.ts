/** An input of a comparison, read once as a whole and then again at the places that matter. */
import { executeLog, type Replayed } from '../decode-log.ts';
import type { PlaceRange } from '../diff/places-sink.ts';
import { closeContents, contentSteps, sizeOfContents, type ContentOptions, type Contents } from '../input.ts';
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
  /** Of sources that can be read but once; empty: it can be read again. */
  private kept: readonly KeptSource[] = [];
  private replayed: Replayed | undefined;

  constructor(input: DiffInput) {
    this.input = input;
    this.name = input.name;
  }

  get size(): number | undefined {
    return this.contents === undefined ? undefined : sizeOfContents(this.contents);
  }

  /**
   * Places in it are offsets. What a log leaves has none, records of JSON tell those of what they were printed from, and of the
   * shards of a cluster each counts its own.
   */
  get hasOffsets(): boolean {
    const { contents } = this;
    return contents?.format === 'rdb' || (contents?.format === 'psync' && contents.sources.length === 1);
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
    yield* contentSteps(this.keeping(contents), sink, options);
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

  /** What is read is kept where it could not be read again. */
  private keeping(contents: Exclude<Contents, { format: 'aof' }>): Contents {
    if (contents.format === 'psync') {
      const [first, ...others] = contents.sources.map((source) => new KeptSource(source));
      if (first === undefined) return contents;
      this.kept = [first, ...others];
      return { ...contents, sources: [first, ...others] };
    }
    const { source } = contents;
    if (source.seekable || this.input.rereadable) return contents;
    const kept = new KeptSource(source);
    this.kept = [kept];
    return { ...contents, source: kept };
  }

  private async again(): Promise<Contents> {
    const contents = this.contents ?? (await this.open());
    if (contents.format === 'aof') return contents;
    const [first, ...others] = this.kept.map((kept) => kept.again());
    if (contents.format === 'psync')
      return first === undefined ? contents : { ...contents, sources: [first, ...others] };
    if (first !== undefined) return { ...contents, source: first };
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
    this.kept = [];
    // What is kept closes what it is of.
    if (kept.length > 0) await Promise.all(kept.map((one) => one.close()));
    else if (contents !== undefined) await closeContents(contents);
  }
}
