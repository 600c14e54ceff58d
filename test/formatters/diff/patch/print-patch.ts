/** The patch between data sets as people read it. */
import { ByteWriter } from '../../../../src/bytes/writer.ts';
import type { SideFacts } from '../../../../src/diff/change.ts';
import { PatchFormatter } from '../../../../src/formatters/diff/patch/formatter.ts';
import type { PatchOptions } from '../../../../src/formatters/diff/patch/options.ts';
import { parseTarget } from '../../../../src/model/target.ts';
import { readCommands } from '../../resp/commands.ts';
import { compare, play, type Stored } from './changed-key.ts';

export interface Printed {
  readonly bytes: Buffer;
  readonly losses: readonly string[];
}

export interface PrintOptions extends Partial<Omit<PatchOptions, 'target' | 'onLoss'>> {
  /** As in redis-8.6. */
  readonly target?: string;
}

const SIDE: SideFacts = { names: ['a.rdb'], dialect: 'redis', versions: new Map() };

/** What a formatter prints that `tell` tells of differences. */
export function printWith(tell: (sink: PatchFormatter) => void, options: PrintOptions = {}): Printed {
  const parts: Buffer[] = [];
  const losses: string[] = [];
  const sink = new PatchFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), {
    compared: { ignoreTtl: false, streams: 'full' },
    ...options,
    target: parseTarget(options.target ?? 'redis-8.6', '--target'),
    onLoss: ({ what }) => losses.push(what),
  });
  sink.begin(SIDE, SIDE);
  tell(sink);
  sink.end();
  return { bytes: Buffer.concat(parts), losses };
}

/** The commands that make b of a, told as a comparison does: what goes, what changes, what comes. */
export function printPatch(a: readonly Stored[], b: readonly Stored[], options: PrintOptions = {}): Printed {
  const nameOf = ({ db = 0, key }: Stored): string => `${db} ${Buffer.from(key).toString('latin1')}`;
  const before = new Map(a.map((stored) => [nameOf(stored), stored]));
  const after = new Map(b.map((stored) => [nameOf(stored), stored]));
  return printWith((sink) => {
    for (const stored of a) if (!after.has(nameOf(stored))) play(stored, sink.removed);
    for (const stored of a) {
      const other = after.get(nameOf(stored));
      const changed = other && compare(stored, other);
      if (changed) sink.changed(changed);
    }
    for (const stored of b) if (!before.has(nameOf(stored))) play(stored, sink.added);
  }, options);
}

/** A command a line, but SELECT 0. */
export function linesOf({ bytes }: Printed): string[] {
  return readCommands(bytes).filter((line) => line !== 'SELECT 0');
}
