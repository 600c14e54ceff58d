/** Commands through a sink in front of a sink, as text. */
import { decodeInput } from '../../../src/input.ts';
import { ROW_BYTES } from '../../../src/kernels/kernels.ts';
import { NullSink } from '../../../src/model/null-sink.ts';
import type { CommandPlace, EntrySink, Interest, KeyHeader } from '../../../src/model/sink.ts';
import { command } from '../../aof/log-events.ts';

/** Each command as it came: `SET k v`; one that is not for database 0: `1: SET k v`. */
export class CommandLines extends NullSink {
  readonly lines: string[] = [];
  readonly keys: string[] = [];

  override key(header: KeyHeader): Interest {
    this.keys.push(`${header.db} ${this.arena.latin1(header.start, header.end)}`);
    return 'skip';
  }

  command({ db }: CommandPlace, rows: number, count: number): void {
    const args = Array.from({ length: count }, (_, i) => {
      const at = (rows + ROW_BYTES * i) >>> 2;
      return this.arena.latin1(this.arena.u32[at] ?? 0, this.arena.u32[at + 1] ?? 0);
    });
    this.lines.push(`${db === 0 ? '' : `${db}: `}${args.join(' ')}`);
  }
}

/** When every command comes: Unix ms. */
export const ARRIVED_MS = 1_700_000_000_000;

/** @param log - commands, their arguments parted by blanks. @returns commands that come out of the sink that `make` gives */
export async function through(
  make: (target: EntrySink) => EntrySink,
  log: readonly string[],
  arrived = true,
): Promise<string[]> {
  const target = new CommandLines();
  const stamp = arrived ? `#TS:${ARRIVED_MS / 1000}\r\n` : '';
  const bytes = Buffer.from(stamp + log.map((line) => command(...line.split(' '))).join(''), 'latin1');
  await decodeInput(bytes, make(target));
  return target.lines;
}
