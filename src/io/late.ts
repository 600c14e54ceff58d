/** A source that is opened when it is first read. */
import type { Source } from './source.ts';

export class LateSource implements Source {
  readonly name: string;
  readonly size = undefined;
  readonly seekable = false;
  private readonly open: () => Promise<Source>;
  private source: Source | undefined;
  private isClosed = false;

  constructor(name: string, open: () => Promise<Source>) {
    this.name = name;
    this.open = open;
  }

  /** @throws what opening it throws, too */
  read(into: Uint8Array): number | Promise<number> {
    return this.source === undefined ? this.readFirst(into) : this.source.read(into);
  }

  seek(): void {
    throw new Error('a source that is opened late cannot go back');
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.source?.close();
  }

  private async readFirst(into: Uint8Array): Promise<number> {
    const source = await this.open();
    this.source = source;
    if (this.isClosed) await source.close();
    return source.read(into);
  }
}
