/** One connection to one node of a cluster, as long as it lives. */
import type { Client } from '../../connection/client.ts';
import type { Address } from '../../connection/endpoint.ts';
import { replyText } from '../../connection/reply.ts';
import type { ReplicationError } from '../../errors.ts';
import type { Refusal } from '../server/batch.ts';
import { CommandLink } from '../server/command-link.ts';
import type { Shipment } from './shipment.ts';

/** As a `LinkListener` is told it, of several links. */
export interface NodeListener {
  settled(link: NodeLink, shipment: Shipment, refusals: readonly Refusal[]): void;
  lost(link: NodeLink, unsettled: readonly Shipment[], error: ReplicationError): void;
}

export class NodeLink {
  readonly name: string;
  readonly address: Address;
  /** What the server calls the connection. */
  readonly clientId: string | undefined;
  private readonly link: CommandLink<Shipment>;

  private constructor(
    client: Client,
    address: Address,
    clientId: string | undefined,
    silenceMs: number,
    listener: NodeListener,
  ) {
    this.name = client.name;
    this.address = address;
    this.clientId = clientId;
    this.link = new CommandLink(client.name, client.release(), silenceMs, {
      settled: (shipment, refusals) => listener.settled(this, shipment, refusals),
      lost: (unsettled, error) => listener.lost(this, unsettled, error),
    });
  }

  static async open(client: Client, address: Address, silenceMs: number, listener: NodeListener): Promise<NodeLink> {
    // So that it can be told to forget the connection when it is given up. Servers before 5.0, and some users, have no such command.
    const id = replyText(await client.call('CLIENT', 'ID'));
    return new NodeLink(client, address, id, silenceMs, listener);
  }

  /** Together, each settled by itself. */
  send(...shipments: readonly Shipment[]): void {
    this.link.send(...shipments);
  }

  close(): void {
    this.link.close();
  }
}
