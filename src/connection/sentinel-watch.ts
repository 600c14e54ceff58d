/** A connection to whichever sentinel is there, which hears when a master moves. Source: redis 8.6 src/sentinel.c, +switch-master. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RespValue } from '../resp/value.ts';
import { Client, type ClientOptions } from './client.ts';
import type { Address } from './endpoint.ts';
import { replyText } from './reply.ts';

export interface WatchOptions extends ClientOptions {
  /** Between one attempt to reach a sentinel and the next. */
  readonly retryMs: number;
  /** A sentinel that hangs tells nothing: how often it is asked whether it is there. */
  readonly pingMs: number;
}

const CHANNEL = '+switch-master';

export class SentinelWatch {
  private readonly stopped = new AbortController();
  private client: Client | undefined;

  /**
   * @param open - a connection to a sentinel that is there
   * @param onMoved - the master has, or may have while nobody listened: then without its address
   */
  constructor(
    open: (options: ClientOptions) => Promise<Client>,
    master: string,
    options: WatchOptions,
    onMoved: (address: Address | undefined) => void,
  ) {
    const hear = (message: readonly RespValue[]): void => {
      const address = parseSwitch(replyText(message[2]), master);
      if (address !== undefined && !this.stopped.signal.aborted) onMoved(address);
    };
    void this.run(
      () => open({ ...options, onMessage: hear }),
      options,
      () => onMoved(undefined),
    );
  }

  stop(): void {
    this.stopped.abort();
    this.client?.close();
  }

  private async run(open: () => Promise<Client>, options: WatchOptions, onGap: () => void): Promise<void> {
    const { signal } = this.stopped;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        this.client = await open();
        await this.client.ask('SUBSCRIBE', CHANNEL);
        if (!isFirst && !signal.aborted) onGap();
        await this.listen(this.client, options.pingMs);
      } catch {
        // The next sentinel may do better.
      }
      this.client?.close();
      await sleep(options.retryMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Until it is closed, or does not answer any more. */
  private async listen(client: Client, pingMs: number): Promise<void> {
    const ended = new AbortController();
    void client.closed.then(() => ended.abort());
    const { signal } = ended;
    while (!signal.aborted && !this.stopped.signal.aborted) {
      await sleep(pingMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await client.ask('PING');
    }
  }
}

/** `<name> <old ip> <old port> <new ip> <new port>` */
function parseSwitch(payload: string | undefined, master: string): Address | undefined {
  const [name, , , host, port] = payload?.split(' ') ?? [];
  if (name !== master || host === undefined || !/^\d+$/.test(port ?? '')) return undefined;
  return { kind: 'tcp', host, port: Number(port) };
}
