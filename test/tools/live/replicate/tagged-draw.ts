/** Random commands whose keys are all of one slot: what a cluster takes. */
import type { Argument } from '../client.ts';
import { Draw, type Kind } from '../commands/draw.ts';

export class TaggedDraw extends Draw {
  /** What stands in the braces of keys. */
  tag = '';

  override key(kind: Kind): Argument {
    const name = super.key(kind);
    const tag = Buffer.from(`{${this.tag}}`);
    return Buffer.concat([tag, typeof name === 'object' ? name : Buffer.from(String(name))]);
  }
}
