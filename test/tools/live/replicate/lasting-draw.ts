/**
 * Random commands for a target that is a master: it lets go of a key when its time has come, though commands that the source did
 * before that may still be on their way. So what expires soon has keys of its own, which nothing is made of.
 */
import type { Argument } from '../client.ts';
import { Draw } from '../commands/draw.ts';
import type { Form } from '../commands/form.ts';

export class LastingDraw extends Draw {
  override expiry(): readonly Argument[] {
    return this.pick(['EXAT', Math.floor(this.farMs() / 1000)], ['PXAT', this.farMs()], ['EX', 1_000_000_000]);
  }

  override expire(prefix: '' | 'H'): { readonly name: string; readonly time: Argument } {
    const [unit, time] = this.pick<readonly [string, Argument]>(
      ['EXPIRE', 1_000_000_000 + this.below(1_000_000)],
      ['PEXPIRE', 1_000_000_000_000 + this.below(1_000_000)],
      ['EXPIREAT', Math.floor(this.farMs() / 1000)],
      ['PEXPIREAT', this.farMs()],
    );
    return { name: `${prefix}${unit}`, time };
  }
}

const key = (draw: Draw, what: string): string => `short:${what}:${draw.below(50)}`;
/** Milliseconds; some are over when the command comes to the target. */
const soon = (draw: Draw): number => draw.pick(1 + draw.below(50), 1 + draw.below(3000));
/** Versions that have expiries of fields. */
const FIELDS = { redis: '7.4', valkey: '9.0' };

export const SHORT_LIVED: readonly Form[] = [
  { weight: 2, make: (draw) => ['SET', key(draw, 'string'), draw.value(), 'PX', soon(draw)] },
  { make: (draw) => ['PSETEX', key(draw, 'string'), soon(draw), draw.value()] },
  { make: (draw) => ['GETEX', key(draw, 'string'), 'PX', soon(draw)] },
  { make: (draw) => ['SETEX', key(draw, 'string'), 1, draw.value()] },
  { since: FIELDS, make: (draw) => ['HSET', key(draw, 'hash'), draw.element(), draw.value()] },
  { since: FIELDS, make: (draw) => ['HPEXPIRE', key(draw, 'hash'), soon(draw), 'FIELDS', 1, draw.element()] },
];
