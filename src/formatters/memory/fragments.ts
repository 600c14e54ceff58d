/** Text that stands in many lines and depends on two words, kept in the arena. */
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';

export class Fragments {
  private readonly out: ByteWriter;
  private readonly text: (first: string, second: number | string) => string;
  private readonly kept = new Map<string, Map<number | string, Fragment>>();
  /** The one before: most keys are like their neighbours. */
  private last: Fragment | undefined;
  private lastFirst = '';
  private lastSecond: number | string = '';

  constructor(out: ByteWriter, text: (first: string, second: number | string) => string) {
    this.out = out;
    this.text = text;
  }

  of(first: string, second: number | string): Fragment {
    if (this.last !== undefined && this.lastFirst === first && this.lastSecond === second) return this.last;
    let seconds = this.kept.get(first);
    if (seconds === undefined) {
      seconds = new Map();
      this.kept.set(first, seconds);
    }
    let fragment = seconds.get(second);
    if (fragment === undefined) {
      fragment = this.out.fragment(this.text(first, second));
      seconds.set(second, fragment);
    }
    this.last = fragment;
    this.lastFirst = first;
    this.lastSecond = second;
    return fragment;
  }

  /** The arena is another. */
  clear(): void {
    this.kept.clear();
    this.last = undefined;
  }
}
