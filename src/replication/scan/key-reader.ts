/** Keys with their values and expiries, read in a pipeline of DUMP and its like. */
import { setTimeout as delay } from 'node:timers/promises';
import { quoteBytes } from '../../bytes/text.ts';
import { errorText, replyText } from '../../connection/reply.ts';
import type { DumpedKey } from '../../rdb/payload-file.ts';
import type { RespValue } from '../../resp/value.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ScanLink } from './scan-link.ts';
import { itemsOf, replyBytes, scanRefusal, unlike } from './server-words.ts';

/** A key that is not there any more has no payload. */
export type ReadKey = DumpedKey | { readonly key: Uint8Array; readonly payload: undefined };

/** Keys that are asked for at a time. */
const MOST_KEYS = 256;
/** Bytes of values that are to be on their way at a time, as far as those before tell. */
const MOST_BYTES = 4 << 20;
/** How fast the largest value of late is forgotten, a key. */
const FORGETTING = 0.98;

/** The parts of an answer, in the order in which they are asked for. */
type Part = 'time' | 'use' | 'expiry' | 'payload';

export class KeyReader {
  private readonly link: ScanLink;
  private readonly limit: RateLimit;
  private readonly now: () => number;
  private readonly parts: readonly Part[];
  /** Bytes that a value may have, by those of late. */
  private expected = 0;

  constructor(link: ScanLink, limit: RateLimit, now: () => number) {
    this.link = link;
    this.limit = limit;
    this.now = now;
    const { absoluteExpiry, time, use } = link.abilities;
    this.parts = [
      ...(!absoluteExpiry && time ? (['time'] as const) : []),
      // Asked before the value, which counts as use where NO-TOUCH is not known.
      ...(use === undefined ? [] : (['use'] as const)),
      'expiry',
      'payload',
    ];
  }

  /** Some of the keys of a database at a time, in their order. @throws ReplicationError */
  async *read(db: number, keys: readonly Uint8Array[]): AsyncGenerator<ReadKey[]> {
    for (let at = 0; at < keys.length;) {
      const some = keys.slice(at, at + this.share);
      const waitMs = this.limit.take(some.length);
      if (waitMs > 0) await delay(waitMs);
      await this.link.select(db);
      yield await Promise.all(some.map((key) => this.readKey(key)));
      at += some.length;
    }
  }

  private get share(): number {
    const room = Math.floor(MOST_BYTES / Math.max(1, this.expected));
    return Math.max(1, Math.min(MOST_KEYS, room, this.limit.burst));
  }

  private async readKey(key: Uint8Array): Promise<ReadKey> {
    const read = this.decode(key, await this.ask(key));
    this.expected = Math.max(read.payload?.length ?? 0, this.expected * FORGETTING);
    return read;
  }

  /** All requests leave before the first reply is waited for. */
  private async ask(key: Uint8Array): Promise<readonly RespValue[]> {
    const { link, parts } = this;
    const ask = (): Promise<RespValue>[] => parts.map((part) => this.askPart(part, key));
    if (!link.abilities.transactions) return Promise.all(ask());
    // All are waited for together, so that none fails unheard when the connection is lost.
    const replies = await Promise.all([link.call('MULTI'), ...ask(), link.call('EXEC')]);
    // What is refused is refused when it is queued, and EXEC says no more than that.
    for (const reply of replies) this.check(reply, key);
    return itemsOf(link.name, 'EXEC', replies.at(-1) ?? { type: 'null' });
  }

  private askPart(part: Part, key: Uint8Array): Promise<RespValue> {
    const { link } = this;
    switch (part) {
      case 'time':
        return link.call('TIME');
      case 'use':
        return link.call('OBJECT', link.abilities.use ?? 'IDLETIME', key);
      case 'expiry':
        return link.call(link.abilities.absoluteExpiry ? 'PEXPIRETIME' : 'PTTL', key);
      case 'payload':
        return link.call('DUMP', key);
    }
  }

  private decode(key: Uint8Array, replies: readonly RespValue[]): ReadKey {
    const answer = new Map(this.parts.map((part, i) => [part, replies[i]]));
    const payload = this.payloadOf(key, answer.get('payload'));
    if (payload === undefined) return { key, payload };
    const use = numberOf(answer.get('use'));
    const { abilities } = this.link;
    return {
      key,
      payload,
      expireAtMs: this.expiryOf(answer.get('expiry'), answer.get('time')),
      ...(use === undefined ? {} : abilities.use === 'FREQ' ? { freq: use } : { idleSeconds: use }),
    };
  }

  /** Undefined: there is no such key any more. */
  private payloadOf(key: Uint8Array, reply: RespValue | undefined): Uint8Array | undefined {
    if (reply === undefined || reply.type === 'null-string' || reply.type === 'null') return undefined;
    this.check(reply, key);
    const payload = replyBytes(reply);
    if (payload === undefined) throw unlike(this.link.name, 'DUMP', reply);
    return payload;
  }

  /** Unix ms; undefined of a key that stays. */
  private expiryOf(expiry: RespValue | undefined, time: RespValue | undefined): number | bigint | undefined {
    if (expiry === undefined || expiry.type !== 'integer' || expiry.value < 0) return undefined;
    if (this.link.abilities.absoluteExpiry) return expiry.value;
    return Number(expiry.value) + (timeOf(time) ?? this.now());
  }

  private check(reply: RespValue, key: Uint8Array): void {
    const text = errorText(reply);
    if (text !== undefined) throw scanRefusal(this.link.name, `key ${quoteBytes(key)}`, text);
  }
}

function numberOf(reply: RespValue | undefined): number | undefined {
  return reply?.type === 'integer' ? Number(reply.value) : undefined;
}

/** Seconds and microseconds, each as text. */
function timeOf(reply: RespValue | undefined): number | undefined {
  if (reply?.type !== 'array') return undefined;
  const [seconds, micros] = reply.items.map((item) => Number(replyText(item)));
  if (seconds === undefined || micros === undefined || Number.isNaN(seconds + micros)) return undefined;
  return seconds * 1000 + Math.floor(micros / 1000);
}
