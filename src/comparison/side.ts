/** One side of a comparison: its inputs, one behind the other. */
import type { DigestSink } from '../diff/digest/digest-sink.ts';
import { PlacesSink } from '../diff/places-sink.ts';
import type { DiffSide } from '../diff/key-record.ts';
import { SourceError } from '../errors.ts';
import { FilterSink } from '../filter/filter-sink.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import type { ContentOptions } from '../input.ts';
import type { EntrySink } from '../model/sink.ts';
import { InputFailure, isOfInput } from './input-failure.ts';
import { KeyName } from './key-name.ts';
import { TwiceRead, type DiffInput } from './twice-read.ts';

export interface SideOptions {
  readonly filters?: FilterOptions | undefined;
  /** What stands behind the filters, in front of what is compared: one side's keys may be called otherwise on the other. */
  readonly front?: (sink: EntrySink, side: DiffSide) => EntrySink;
  /** How an input is read. */
  readonly content: (input: string) => ContentOptions;
}

/** From this version on hashes share templates, which stand in front of them. Source: rdb-format.md, opcode HASH_TEMPLATE. */
const FIRST_WITH_TEMPLATES = 15;

export class Side {
  private readonly name: DiffSide;
  private readonly inputs: readonly TwiceRead[];
  private readonly options: SideOptions;
  private readonly digests: DigestSink;
  /** Bytes read of all inputs. */
  bytes = 0;

  constructor(name: DiffSide, inputs: readonly DiffInput[], digests: DigestSink, options: SideOptions) {
    this.name = name;
    this.inputs = inputs.map((input) => new TwiceRead(input));
    this.digests = digests;
    this.options = options;
  }

  get names(): readonly string[] {
    return this.inputs.map(({ name }) => name);
  }

  /** Bytes in all, if that is known. */
  get size(): number | undefined {
    return this.inputs.reduce<number | undefined>(
      (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    );
  }

  /** All of them, so that what cannot be opened is known before anything is read. @throws InputFailure */
  async open(): Promise<void> {
    for (const input of this.inputs) {
      try {
        await input.open();
      } catch (error) {
        throw this.placed(error, input);
      }
    }
  }

  /** Every key into the digests: a step a piece of input. @throws InputFailure */
  async *read(): AsyncGenerator<void> {
    let base = 0;
    for (const input of this.inputs) {
      try {
        yield* this.readInput(input, base);
        this.digests.flush();
      } catch (error) {
        // What came before the damage has been compared.
        this.digests.flush();
        throw this.placed(error, input);
      }
      base = input.range.end;
    }
  }

  private async *readInput(input: TwiceRead, base: number): AsyncGenerator<void> {
    const { digests, options } = this;
    const before = this.bytes;
    digests.from(base, !input.hasOffsets);
    let isWhole = false;
    try {
      for await (const bytes of input.read(this.filtered(digests), options.content(input.name))) {
        this.bytes = before + bytes;
        digests.flush();
        yield;
      }
      isWhole = true;
    } finally {
      // Of a damaged one, too, what could be read is looked at again: how far that goes is not known, and nothing stands behind it.
      const { ordinal, version = FIRST_WITH_TEMPLATES, told } = digests;
      const size = !isWhole ? Infinity : ordinal ? told : this.bytes - before;
      const jumps = !ordinal && version < FIRST_WITH_TEMPLATES && digests.databases.isWhole;
      input.range = {
        base,
        end: base + size + 1,
        ordinal,
        dbAt: jumps ? (place) => digests.databases.at(place) : undefined,
      };
    }
  }

  /** The keys at the wanted places once more: a step a piece of input. @throws InputFailure; ENOUGH of the sink */
  async *look(places: PlacesSink): AsyncGenerator<void> {
    for (const input of this.inputs) {
      if (!places.from(input.range)) continue;
      // Offsets are those of the file, but keys are counted behind the filters.
      const sink = input.range.ordinal ? this.filtered(places) : this.fronted(places);
      try {
        for await (const _ of input.look(sink, this.options.content(input.name))) yield;
        if (places.isShort) throw new SourceError('has changed while it was read');
      } catch (error) {
        throw this.placed(error, input);
      }
    }
  }

  private placed(error: unknown, { name }: TwiceRead): unknown {
    return isOfInput(error) ? new InputFailure(this.name, name, error) : error;
  }

  /** The key that stands at a place. */
  async keyAt(place: number): Promise<KeyName> {
    const name = new KeyName();
    const steps = this.look(new PlacesSink(name, [{ place, headOnly: true }].values()));
    while ((await steps.next()).done !== true);
    return name;
  }

  async close(): Promise<void> {
    await Promise.all(this.inputs.map((input) => input.close()));
  }

  private filtered(sink: EntrySink): EntrySink {
    const { filters } = this.options;
    const fronted = this.fronted(sink);
    return filters === undefined ? fronted : new FilterSink(fronted, filters);
  }

  private fronted(sink: EntrySink): EntrySink {
    return this.options.front?.(sink, this.name) ?? sink;
  }
}
