/** A source that can be read but once, kept in a temporary file as it is read. */
import type { Source } from './source.ts';
import { TemporaryFile } from './temporary-file.ts';

export class KeptSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  readonly seekable = false;
  readonly note?: string;
  readonly finish?: () => Promise<number>;
  private readonly source: Source;
  private readonly file = new TemporaryFile();
  private length = 0;

  constructor(source: Source) {
    this.source = source;
    this.name = source.name;
    this.size = source.size;
    if (source.note !== undefined) this.note = source.note;
    if (source.finish !== undefined) this.finish = () => source.finish?.() ?? Promise.resolve(0);
  }

  /** @throws SourceError OUTPUT: there is no room for it */
  read(into: Uint8Array): number | Promise<number> {
    const reading = this.source.read(into);
    return typeof reading === 'number' ? this.keep(into, reading) : reading.then((got) => this.keep(into, got));
  }

  private keep(into: Uint8Array, got: number): number {
    this.file.write(into.subarray(0, got), this.length);
    this.length += got;
    return got;
  }

  seek(): void {
    throw new Error('the source is not seekable');
  }

  /** What has been read, from its start. */
  again(): Source {
    return new AgainSource(this.name, this.file, this.length);
  }

  /** What is kept goes, too. */
  async close(): Promise<void> {
    this.file.close();
    await this.source.close();
  }
}

class AgainSource implements Source {
  readonly name: string;
  readonly size: number;
  readonly seekable = true;
  private readonly file: TemporaryFile;
  private position = 0;

  constructor(name: string, file: TemporaryFile, size: number) {
    this.name = name;
    this.file = file;
    this.size = size;
  }

  read(into: Uint8Array): number {
    const got = Math.min(into.length, this.size - this.position);
    this.file.read(into.subarray(0, got), this.position);
    this.position += got;
    return got;
  }

  seek(offset: number): void {
    this.position = offset;
  }

  close(): void {}
}
