/**
 * Elements of a collection in commands of many. How many there are is known only when the last has been seen, so the text of a
 * command waits in the output, and its count is put in front at its end. The same value gives the same commands, however its
 * rows come.
 */
import { ARGUMENTS, NOTICE, ROW_BYTES, STOP, type Arguments } from '../../kernels/kernels.ts';
import type { CommandWriter } from './command-writer.ts';
import type { FieldTimes } from './field-times.ts';
import { scoreText } from '../score-text.ts';

export interface BatchLimits {
  /** Elements of a command: members, pairs of score and member, pairs of field and value. */
  readonly elements: number;
  /** Bytes of them, as they are sent. A longer element has a command of its own. */
  readonly bytes: number;
}

/** The longest count: more arguments than 1,048,576 no server takes. */
const COUNT_ROOM = '*1048576\r\n'.length;

export class Batch {
  private readonly commands: CommandWriter;
  private readonly limits: BatchLimits;
  private readonly times: FieldTimes;
  private layout: Arguments = ARGUMENTS.ITEMS;
  /** Arguments of an element, and its rows. */
  private width = 1;
  private step = 1;
  /** Elements of the command that is open; 0: none is. */
  private count = 0;
  /** Where it begins, and where its text does: between them is room for its count, as far as it can be known. */
  private at = 0;
  private body = 0;
  /** Elements of the value. */
  total = 0;

  constructor(commands: CommandWriter, limits: BatchLimits, times: FieldTimes) {
    this.commands = commands;
    this.limits = limits;
    this.times = times;
  }

  begin(layout: Arguments): void {
    this.layout = layout;
    this.width = layout === ARGUMENTS.ITEMS ? 1 : 2;
    this.step = layout === ARGUMENTS.PAIRS ? 2 : 1;
    this.count = 0;
    this.total = 0;
  }

  /** `count` elements more. */
  add(rows: number, count: number): void {
    const { out } = this.commands;
    const { memory } = out;
    this.total += count;
    let left = count;
    let row = rows;
    while (left > 0) {
      if (this.count === 0) this.open(left);
      const most = Math.min(left, this.limits.elements - this.count);
      const end = this.body + this.commands.headLength + this.limits.bytes;
      const stop = memory.kernels.respRows(row, most * this.step, this.layout, out.at, end);
      out.at = memory.freeAfter;
      const done = memory.rowsDone / this.step;
      if (memory.notice & NOTICE.TIMES) this.times.note(row, done);
      this.count += done;
      left -= done;
      row += done * this.step * ROW_BYTES;
      if (this.count === this.limits.elements) this.close();
      else if (stop === STOP.OUTPUT) {
        if (this.count > 0) this.close();
        else {
          this.alone(row);
          left--;
          row += this.step * ROW_BYTES;
        }
      }
    }
  }

  /** @param likely - elements that are known to come */
  private open(likely: number): void {
    const { commands, limits } = this;
    const { out } = commands;
    commands.start();
    const room = countText(Math.min(likely, limits.elements) * this.width).length;
    out.room(room + commands.headLength + limits.bytes + COUNT_ROOM);
    this.at = out.at;
    this.body = this.at + room;
    out.at = this.body;
    commands.copyHead();
  }

  /** End the command that is open. */
  close(): void {
    if (this.count === 0) return;
    const { out } = this.commands;
    const { memory } = out;
    const text = countText(this.count * this.width);
    const body = this.at + text.length;
    if (body !== this.body) {
      memory.u8.copyWithin(body, this.body, out.at);
      out.at += body - this.body;
    }
    for (let i = 0; i < text.length; i++) memory.u8[this.at + i] = text.charCodeAt(i);
    this.count = 0;
    this.times.put(this.commands);
  }

  /** An element that is longer than a command should be. */
  private alone(row: number): void {
    const { commands } = this;
    const { out } = commands;
    // Take back what is open.
    out.at = this.at;
    commands.putOpenHead(this.width);
    const { u32, f64 } = out.memory;
    if (this.layout === ARGUMENTS.SCORES) commands.argument(scoreText(f64[(row >>> 3) + 1] ?? 0));
    for (let i = 0; i < this.step; i++) {
      const at = (row >>> 2) + 4 * i;
      commands.span(u32[at] ?? 0, u32[at + 1] ?? 0);
    }
    if (this.layout !== ARGUMENTS.PAIRS) return;
    this.times.note(row, 1);
    this.times.put(commands);
  }
}

/** Name and key come before the `more` arguments. */
function countText(more: number): string {
  return `*${more + 2}\r\n`;
}
