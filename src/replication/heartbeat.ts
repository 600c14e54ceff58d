/**
 * What a replica says of itself, on a timer, whatever else goes on: how far it is, or that it is there. And it listens whether the
 * master is still there. Source: aof-replication-resp.md 3.3, 3.4.
 */
import { ReplicationError } from '../errors.ts';
import { encodeRequest } from '../resp/encode.ts';
import type { Link } from './link.ts';

export interface HeartbeatOptions {
  readonly everyMs: number;
  /** After so long without a byte from the master it is taken for dead. */
  readonly silenceMs: number;
  readonly now: () => number;
}

/** Offsets that are told: what has come, and what of it is certain to be delivered. */
export interface Progress {
  readonly received: number;
  readonly confirmed: number | undefined;
}

/** 'present': a snapshot comes. 'acks': how far the feed is. 'silent': a master before 2.8, which takes no news from replicas. */
export type Beat = 'present' | 'acks' | 'silent';

export class Heartbeat {
  private readonly link: Link;
  private readonly options: HeartbeatOptions;
  private readonly progress: () => Progress;
  private readonly timer: NodeJS.Timeout;
  private beat: Beat = 'present';

  constructor(link: Link, options: HeartbeatOptions, progress: () => Progress) {
    this.link = link;
    this.options = options;
    this.progress = progress;
    this.timer = setInterval(() => this.strike(), options.everyMs);
  }

  /** From now on, beginning at once. */
  set(beat: Beat): void {
    this.beat = beat;
    if (beat === 'acks') this.ack();
  }

  /** Servers before 7.2 do not look at what stands behind the offset. */
  ack(received = this.progress().received): void {
    const { confirmed } = this.progress();
    const fack = confirmed === undefined ? [] : ['FACK', String(Math.min(confirmed, received))];
    this.link.send(encodeRequest(['REPLCONF', 'ACK', String(received), ...fack]));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private strike(): void {
    const { silenceMs, now } = this.options;
    if (now() - this.link.heardMs > silenceMs) {
      const message = `${this.link.name} has said nothing for ${silenceMs / 1000} s`;
      this.link.fail(new ReplicationError('TIMEOUT', message));
    } else if (this.beat === 'present') this.link.send('\n');
    else if (this.beat === 'acks') this.ack();
  }
}
