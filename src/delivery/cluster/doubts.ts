/**
 * Shipments that were under way when a connection was lost: it is not known whether they were done. The node is told to forget the
 * connection, so that none is done later, and then the markers of slots say which ones were.
 */
import { useClient, type Client } from '../../connection/client.ts';
import { addressText, type Address } from '../../connection/endpoint.ts';
import { errorText, replyText } from '../../connection/reply.ts';
import type { NodeLink } from './node-link.ts';
import type { Shipment } from './shipment.ts';
import { redirection, type SlotMap } from './slot-map.ts';

export interface DoubtOptions {
  readonly connect: (address: Address) => Promise<Client>;
  readonly markerKey: (slot: number) => string;
  /** Whether a marker with this value is at `mark`, or behind it. */
  readonly isDone: (value: string, mark: string) => boolean;
}

export class Doubts {
  private readonly options: DoubtOptions;
  private readonly map: SlotMap;
  private shipments: Shipment[] = [];

  /** @param map - brought up to date where a node says that a slot is another's */
  constructor(options: DoubtOptions, map: SlotMap) {
    this.options = options;
    this.map = map;
  }

  get areGone(): boolean {
    return this.shipments.length === 0;
  }

  /** @param shipment - with a mark */
  add(shipment: Shipment): void {
    this.shipments.push(shipment);
  }

  /** What the node has read of the connection and not done yet must not be done later. */
  async forget({ clientId, address }: NodeLink): Promise<void> {
    if (clientId === undefined) return;
    try {
      await useClient(this.options.connect(address), (client) => client.call('CLIENT', 'KILL', 'ID', clientId));
    } catch {
      // The node is gone, and the connection with it.
    }
  }

  /**
   * Ask the node that has the slot of the first one, of all whose slots it has.
   * @param settle - called with those that are doubtful no more
   * @throws what connections throw
   */
  async ask(settle: (shipment: Shipment, isDone: boolean) => void): Promise<void> {
    const [first] = this.shipments;
    const address = first === undefined ? undefined : this.map.address(first.slot);
    if (address === undefined) return;
    const some = this.shipments.filter(({ slot }) => this.isAt(slot, address));
    const replies = await useClient(this.options.connect(address), (client) =>
      Promise.all(some.map(({ slot }) => client.call('GET', this.options.markerKey(slot)))),
    );
    for (const [index, shipment] of some.entries()) {
      const reply = replies[index];
      if (reply === undefined) continue;
      const error = errorText(reply);
      if (error === undefined) {
        this.shipments = this.shipments.filter((one) => one !== shipment);
        settle(shipment, this.options.isDone(replyText(reply) ?? '', shipment.mark ?? ''));
        continue;
      }
      const moved = redirection(error, address);
      if (moved !== undefined) this.map.move(moved.slot, moved.address);
    }
  }

  private isAt(slot: number, address: Address): boolean {
    const owner = this.map.address(slot);
    return owner !== undefined && addressText(owner) === addressText(address);
  }
}
