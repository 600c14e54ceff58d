/**
 * Transactions of which only some commands go on: MULTI waits for the first of them, so that of a transaction without any nothing
 * is left. SELECT goes on in any case.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { CommandPlace } from '../../model/sink.ts';
import type { CommandArgs } from './command-args.ts';
import { CommandBuffer } from './command-buffer.ts';

export type SendCommand = (place: CommandPlace, rows: number, count: number) => void;

/** A command that is kept back: where it stood, and its arguments as they were typed. */
interface Held {
  readonly place: CommandPlace;
  readonly words: readonly string[];
}

export class HeldMulti {
  private readonly send: SendCommand;
  private readonly buffer = new CommandBuffer();
  private state: 'outside' | 'held' | 'open' = 'outside';
  private multi: Held | undefined;
  private select: Held | undefined;

  constructor(send: SendCommand) {
    this.send = send;
  }

  open(arena: Arena): void {
    this.buffer.open(arena);
  }

  /** Whether a transaction is open, from MULTI to EXEC. */
  get isInside(): boolean {
    return this.state !== 'outside';
  }

  /** A transaction that was cut off is forgotten. */
  reset(): void {
    this.state = 'outside';
    this.select = undefined;
  }

  onMulti(place: CommandPlace, args: CommandArgs): void {
    if (this.state !== 'outside') return;
    this.state = 'held';
    this.multi = held(place, args);
  }

  /** Whether it waits behind MULTI; if not, it is for the caller to send. */
  keepsSelect(place: CommandPlace, args: CommandArgs): boolean {
    if (this.state !== 'held') return false;
    this.select = held(place, args);
    return true;
  }

  /** A command goes on: what is kept back goes before it. */
  release(): void {
    const { multi } = this;
    if (this.state !== 'held' || multi === undefined) return;
    this.state = 'open';
    this.say(multi);
    this.sendSelect();
  }

  /** Whether EXEC goes on: servers pass over one without MULTI. */
  onExec(): boolean {
    const { state } = this;
    this.state = 'outside';
    if (state === 'held') this.sendSelect();
    return state === 'open';
  }

  private sendSelect(): void {
    const { select } = this;
    this.select = undefined;
    if (select !== undefined) this.say(select);
  }

  private say({ place, words }: Held): void {
    const { buffer } = this;
    buffer.begin();
    for (const word of words) buffer.put(word);
    this.send(place, buffer.rows, buffer.count);
  }
}

function held(place: CommandPlace, args: CommandArgs): Held {
  return { place: { ...place }, words: Array.from({ length: args.count }, (_, i) => args.text(i)) };
}
