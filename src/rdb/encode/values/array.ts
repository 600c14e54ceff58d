/** Arrays (Redis 8.8). A server chooses the form of each element anew when it loads text. Source: rdb-format.md 3.9. */
import { TYPES } from '../../types.ts';
import { headless, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';

const TEXT = 0;

export class ArrayEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private count = 0;

  constructor(context: EncodeContext) {
    this.context = context;
  }

  begin(): void {
    this.count = 0;
  }

  array(count: number, insertIndex: bigint | undefined): void {
    const { out } = this.context;
    this.count = count;
    out.length(count);
    out.length(insertIndex === undefined ? 0 : 1);
    if (insertIndex !== undefined) out.length(insertIndex);
  }

  item(index: bigint, start: number, end: number): void {
    const { out } = this.context;
    out.length(index);
    out.length(TEXT);
    out.string(start, end);
  }

  end(): Encoded | undefined {
    return this.count === 0 ? undefined : headless(TYPES.ARRAY.byte);
  }
}
