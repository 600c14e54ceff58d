/** Commands to whoever of a cluster has their slot: redirections are followed. */
import type { Client, Command } from '../client.ts';
import { ErrorReply, type Reply } from '../reply-reader.ts';
import type { RunningServer } from '../server.ts';
import type { Cluster } from './cluster.ts';
import { pause } from './until.ts';

/** A command and the hash tag of its keys. */
export interface Tagged {
  readonly tag: string;
  readonly command: Command;
  take(reply: Reply): void;
}

/** TRYAGAIN and CLUSTERDOWN pass while slots are moved. */
const LATER = /^(TRYAGAIN|CLUSTERDOWN)/;
const PAUSE_MS = 20;

export class ClusterClient {
  private readonly clients = new Map<number, Client>();
  private readonly ports = new Map<string, number>();
  private readonly first: number;

  constructor({ masters }: Cluster) {
    for (const master of masters) this.clients.set(master.port, master.connect());
    this.first = portOf(masters[0]);
  }

  /** All of them are answered by the one who has their slot; those of one tag in their order, but where the slot is on its way. */
  async all(commands: readonly Tagged[]): Promise<void> {
    let left = commands;
    while (left.length > 0) {
      const again: Tagged[] = [];
      let isLater = false;
      for (const one of left) {
        this.clientOf(this.ports.get(one.tag) ?? this.first).add(one.command, (reply) => {
          const redirection = reply instanceof ErrorReply ? /^(MOVED|ASK) \d+ .*:(\d+)/.exec(reply.text) : null;
          if (redirection === null && !(reply instanceof ErrorReply && LATER.test(reply.text))) {
            one.take(reply);
            return;
          }
          if (redirection?.[1] === 'MOVED') this.ports.set(one.tag, Number(redirection[2]));
          if (redirection?.[1] === 'ASK') this.asked.set(one, Number(redirection[2]));
          if (redirection === null) isLater = true;
          again.push(one);
        });
      }
      await this.flush();
      left = await this.ask(again);
      if (isLater) await pause(PAUSE_MS);
    }
  }

  async call(tag: string, ...command: Command): Promise<Reply> {
    const replies: Reply[] = [];
    await this.all([{ tag, command, take: (reply) => replies.push(reply) }]);
    const [reply = null] = replies;
    if (reply instanceof ErrorReply) throw new Error(reply.text);
    return reply;
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
  }

  /** Where a slot is being moved to, for one command alone. */
  private readonly asked = new Map<Tagged, number>();

  /** @returns those that are still to be sent */
  private async ask(commands: readonly Tagged[]): Promise<readonly Tagged[]> {
    const again: Tagged[] = [];
    for (const one of commands) {
      const port = this.asked.get(one);
      this.asked.delete(one);
      if (port === undefined) {
        again.push(one);
        continue;
      }
      const client = this.clientOf(port);
      client.add(['ASKING'], () => undefined);
      client.add(one.command, (reply) => {
        if (reply instanceof ErrorReply && /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)/.test(reply.text)) again.push(one);
        else one.take(reply);
      });
    }
    await this.flush();
    return again;
  }

  private clientOf(port: number): Client {
    const client = this.clients.get(port);
    if (client === undefined) throw new Error(`no server of the cluster is at port ${port}`);
    return client;
  }

  private async flush(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.flush()));
  }
}

function portOf(server: RunningServer | undefined): number {
  if (server === undefined) throw new Error('a cluster without masters');
  return server.port;
}
