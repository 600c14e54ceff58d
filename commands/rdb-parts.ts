/** The files of a split output: all of them appear when all are written, or none. */
import { join, parse } from 'node:path';
import { RdbFile } from '../src/formatters/rdb/rdb-file.ts';
import { openOutput, type Output } from './output.ts';
import type { Outside } from './outside.ts';
import { shareSignals } from './shared-signals.ts';

/** Parts are written in turn, a key at a time: each waits for as much as this. */
const BUFFER = 64 * 1024;

export class RdbParts {
  private readonly path: string;
  private readonly outside: Outside;
  private readonly inputs: readonly string[];
  private readonly parts: { readonly output: Output; readonly buffer: PartBuffer }[] = [];

  /** @param path - that of the whole: numbers go before its extension */
  constructor(path: string, outside: Outside, inputs: readonly string[]) {
    this.path = path;
    this.outside = shareSignals(outside);
    this.inputs = inputs;
  }

  /** @throws SourceError OUTPUT; UsageError: it is one of the inputs */
  open(): RdbFile {
    const { dir, name, ext } = parse(this.path);
    const number = String(this.parts.length + 1).padStart(4, '0');
    const output = openOutput(join(dir, `${name}-${number}${ext}`), this.outside, this.inputs);
    const buffer = new PartBuffer(output);
    this.parts.push({ output, buffer });
    return new RdbFile((bytes) => buffer.write(bytes));
  }

  commit(): void {
    for (const { buffer } of this.parts) buffer.flush();
    for (const { output } of this.parts) output.commit();
  }

  abandon(): void {
    for (const { output } of this.parts) output.abandon();
  }
}

class PartBuffer {
  private readonly output: Output;
  private bytes: Uint8Array | undefined;
  private used = 0;

  constructor(output: Output) {
    this.output = output;
  }

  write(bytes: Uint8Array): void {
    if (this.used + bytes.length > BUFFER) this.flush();
    if (bytes.length > BUFFER) {
      this.output.write(bytes);
      return;
    }
    this.bytes ??= new Uint8Array(BUFFER);
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
  }

  flush(): void {
    if (this.bytes !== undefined && this.used > 0) this.output.write(this.bytes.subarray(0, this.used));
    this.used = 0;
  }
}
