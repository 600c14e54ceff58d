/** Expiries of fields: HPEXPIREAT behind the command that sets them, one for all fields of the same time. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { BULK_ROOM, ROW_BYTES } from '../../kernels/kernels.ts';
import type { CommandWriter } from './command-writer.ts';

export class FieldTimes {
  private arena: Arena | undefined;
  /** The fields as bulk strings, one behind the other. */
  private readonly held: Region = { start: 0, end: 0 };
  private used = 0;
  private readonly times: number[] = [];
  /** Where each field ends, from the start of `held`. */
  private readonly ends: number[] = [];
  /** The target knows no expiries of fields: they are counted only. */
  dropped = false;
  lost = 0;

  open(arena: Arena): void {
    if (arena === this.arena) return;
    this.arena = arena;
    this.held.start = 0;
    this.held.end = 0;
  }

  begin(dropped: boolean): void {
    this.dropped = dropped;
    this.lost = 0;
    this.clear();
  }

  /** Take the expiries of `count` pairs of rows. */
  note(rows: number, count: number): void {
    const { arena } = this;
    if (arena === undefined) return;
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * i * ROW_BYTES;
      const time = arena.f64[(row >>> 3) + 1] ?? NaN;
      if (time === time) this.add(arena.u32[row >>> 2] ?? 0, arena.u32[(row >>> 2) + 1] ?? 0, time);
    }
  }

  /** Take the expiry of one field. */
  add(start: number, end: number, time: number): void {
    const { arena, held } = this;
    if (arena === undefined) return;
    if (this.dropped) {
      this.lost++;
      return;
    }
    const size = this.used + end - start + BULK_ROOM;
    if (size > held.end - held.start) arena.grow(held, size, this.used);
    this.used = arena.kernels.putBulk(start, end, held.start + this.used) - held.start;
    this.times.push(time);
    this.ends.push(this.used);
  }

  /** Write what was taken. */
  put(commands: CommandWriter): void {
    const { times } = this;
    if (times.length === 0) return;
    const order = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
    for (let from = 0; from < order.length;) {
      const time = times[order[from] ?? 0];
      let to = from + 1;
      while (to < order.length && times[order[to] ?? 0] === time) to++;
      const fields = order.slice(from, to);
      commands.openCommand('HPEXPIREAT', fields.length + 3);
      commands.argument(time ?? 0);
      commands.argument('FIELDS');
      commands.argument(fields.length);
      for (const field of fields) this.putField(commands, field);
      from = to;
    }
    this.clear();
  }

  private putField(commands: CommandWriter, field: number): void {
    const start = this.held.start + (this.ends[field - 1] ?? 0);
    commands.out.span(start, this.held.start + (this.ends[field] ?? 0));
  }

  private clear(): void {
    this.times.length = 0;
    this.ends.length = 0;
    this.used = 0;
  }
}
