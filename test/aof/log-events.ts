/** What a log tells a sink, as lines. */
import { decodeInput, type DecodeOptions, type Input } from '../../src/input.ts';
import { RdbToolError } from '../../src/errors.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { CommandPlace, Interest, KeyHeader, SourceEnd, SourceHeader } from '../../src/model/sink.ts';

/** Arguments as a command of a log. */
export function command(...args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg, 'latin1')}\r\n${arg}\r\n`).join('')}`;
}

class EventSink extends NullSink {
  readonly lines: string[] = [];

  override begin({ format, version, dialect, offset }: SourceHeader): void {
    this.lines.push(`begin ${format} ${version ?? '-'} ${dialect} ${offset}`);
  }

  override key(header: KeyHeader): Interest {
    this.lines.push(`key db${header.db} ${this.text(header.start, header.end)}`);
    return 'skip';
  }

  command({ db, timestampMs, offset }: CommandPlace, rows: number, count: number): void {
    const args = Array.from({ length: count }, (_, i) => {
      const at = (rows + ROW_BYTES * i) >>> 2;
      return this.text(this.arena.u32[at] ?? 0, this.arena.u32[at + 1] ?? 0);
    });
    const time = timestampMs === undefined ? '' : ` ${timestampMs}ms`;
    this.lines.push(`${offset} db${db}${time}: ${args.join(' ')}`);
  }

  annotation(start: number, end: number, offset: number): void {
    this.lines.push(`${offset} # ${this.text(start, end)}`);
  }

  override end({ bytes }: SourceEnd): void {
    this.lines.push(`end ${bytes}`);
  }

  private text(start: number, end: number): string {
    return this.arena.latin1(start, end);
  }
}

/** Anything thrown that is no RdbToolError is a bug and goes through. */
export async function eventsOf(input: Input, options: DecodeOptions = {}): Promise<string[]> {
  const sink = new EventSink();
  const { lines } = sink;
  try {
    await decodeInput(input, sink, {
      ...options,
      onWarning: ({ code, message, offset, file }) =>
        lines.push(`warning ${code}: ${file === undefined ? '' : `${file}: `}${message} (byte ${offset})`),
    });
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
    lines.push(`error ${error.code}: ${error.message}`);
  }
  return lines;
}
