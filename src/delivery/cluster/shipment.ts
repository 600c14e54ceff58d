/** Commands on one slot, from being told until they are confirmed. */
import { encodeRequest } from '../../resp/encode.ts';
import { splitCommands, type Commands } from '../server/batch.ts';

/** Commands that were told between two positions. */
export interface Epoch {
  /** Those that are not confirmed. */
  left: number;
}

/** What goes to a node together: done as a whole, if it is a transaction. */
export interface Shipment extends Commands {
  readonly slot: number;
  /** What the slot's marker says when it is done. Undefined: it may be sent twice. */
  readonly mark: string | undefined;
  readonly epochs: readonly Epoch[];
}

const MULTI = encodeRequest(['MULTI']);
const EXEC = encodeRequest(['EXEC']);
const ASKING = encodeRequest(['ASKING']);

export class SlotQueue {
  readonly slot: number;
  /** What is under way. Behind it nothing of the slot is sent, so that its order is kept whatever becomes of it. */
  sending: Shipment | undefined;
  /** What has to be sent once more, before all else. */
  again: Shipment | undefined;
  private pieces: Uint8Array[] = [];
  private size = 0;
  private commands = 0;
  private isTransaction = false;
  private mark: string | undefined;
  private epochs: Epoch[] = [];

  constructor(slot: number) {
    this.slot = slot;
  }

  get isIdle(): boolean {
    return this.sending === undefined && this.again === undefined && this.commands === 0;
  }

  /**
   * @param mark - what the slot's marker has to say behind it; undefined: the commands may come twice
   * @param asWhole - they are to be done together with those before and behind them
   */
  add(bytes: Uint8Array, commands: number, epoch: Epoch, mark: string | undefined, asWhole: boolean): void {
    this.pieces.push(bytes);
    this.size += bytes.length;
    this.commands += commands;
    if (mark !== undefined) this.mark = mark;
    if (asWhole) this.isTransaction = true;
    if (this.epochs.at(-1) !== epoch) {
      this.epochs.push(epoch);
      epoch.left++;
    }
  }

  /** What comes next. @param moveTo - the command that makes the marker say so */
  next(moveTo: (slot: number, mark: string) => Uint8Array): Shipment {
    const { again, mark } = this;
    if (again !== undefined) {
      this.again = undefined;
      return again;
    }
    const isMarked = mark !== undefined;
    const isTransaction = isMarked || (this.isTransaction && this.commands > 1);
    const inside = isMarked ? [...this.pieces, moveTo(this.slot, mark)] : this.pieces;
    const pieces = isTransaction ? [MULTI, ...inside, EXEC] : inside;
    const shipment: Shipment = {
      slot: this.slot,
      pieces,
      size: this.size,
      commands: this.commands + (isMarked ? 1 : 0) + (isTransaction ? 2 : 0),
      ...(isTransaction ? { multiAt: 0 } : {}),
      mark,
      epochs: this.epochs,
    };
    this.pieces = [];
    this.size = 0;
    this.commands = 0;
    this.isTransaction = false;
    this.mark = undefined;
    this.epochs = [];
    return shipment;
  }
}

/** The same for a node that is getting the slot: each command says that it was sent there. Not for transactions. */
export function asking(shipment: Shipment): Shipment {
  const pieces = shipment.pieces.flatMap((piece) => splitCommands(piece).flatMap((command) => [ASKING, command]));
  return { ...shipment, pieces, commands: pieces.length };
}
