/** Which node takes commands on a slot, as far as is known. */
import type { Shard } from '../../connection/cluster-topology.ts';
import type { Address } from '../../connection/endpoint.ts';
import { SLOTS } from '../../model/slot.ts';

export class SlotMap {
  private addresses: (Address | undefined)[] = Array.from({ length: SLOTS });

  address(slot: number): Address | undefined {
    return this.addresses[slot];
  }

  /** The topology is told anew. */
  update(shards: readonly Shard[]): void {
    this.addresses.fill(undefined);
    for (const { slots, master } of shards) {
      for (const [first, last] of slots) this.addresses.fill(master?.address, first, last + 1);
    }
  }

  /** A node says that it is this one. */
  move(slot: number, address: Address): void {
    this.addresses[slot] = address;
  }
}

/** `MOVED 3999 127.0.0.1:6381`, `ASK 3999 [::1]:6381`; without a host it is the node that was asked. */
export function redirection(text: string, asked: Address): { slot: number; address: Address } | undefined {
  const [, , slot, host = '', port] = /^(MOVED|ASK) (\d+) (.*):(\d+)/.exec(text) ?? [];
  if (slot === undefined || port === undefined) return undefined;
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const known = asked.kind === 'tcp' ? asked.host : '127.0.0.1';
  return {
    slot: Number(slot),
    address: { kind: 'tcp', host: bare === '' || bare === '?' ? known : bare, port: Number(port) },
  };
}
