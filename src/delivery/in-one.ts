/** Several commands in the place of one: in a transaction, so that nobody sees half of them, unless one is open already. */
import type { Arena } from '../bytes/arena.ts';
import { CommandBuffer } from '../filter/feed/command-buffer.ts';
import type { SendCommand } from '../filter/feed/held-multi.ts';
import type { CommandPlace } from '../model/sink.ts';

export type Boundary = 'MULTI' | 'EXEC';

export class InOne {
  /** What is sent next. */
  readonly buffer = new CommandBuffer();
  private readonly target: SendCommand;
  private isInside = false;

  constructor(target: SendCommand) {
    this.target = target;
  }

  open(arena: Arena): void {
    this.buffer.open(arena);
  }

  /** A transaction of the feed begins or ends. */
  pass(boundary: Boundary): void {
    this.isInside = boundary === 'MULTI';
  }

  /** What stands in `buffer`. */
  send(place: CommandPlace): void {
    this.target(place, this.buffer.rows, this.buffer.count);
  }

  /** @param tell - sends several */
  together(place: CommandPlace, tell: () => void): void {
    if (this.isInside) {
      tell();
      return;
    }
    this.say(place, 'MULTI');
    tell();
    this.say(place, 'EXEC');
  }

  private say(place: CommandPlace, word: Boundary): void {
    this.buffer.begin();
    this.buffer.put(word);
    this.send(place);
  }
}
