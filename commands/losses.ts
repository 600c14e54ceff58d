/** Names on stderr what a target cannot hold. */
import { quoteBytes } from '../src/bytes/text.ts';
import type { Loss } from '../src/model/target.ts';
import type { Outside } from './outside.ts';
import type { OutputOptions } from './shared/output-flags.ts';

/** Of more than these the number is told for each kind. */
const MOST_NAMED = 100;

export class Losses {
  private readonly outside: Outside;
  private readonly verbose: boolean;
  private count = 0;
  private readonly unnamed = new Map<string, number>();

  constructor(outside: Outside, { verbose }: Pick<OutputOptions, 'verbose'>) {
    this.outside = outside;
    this.verbose = verbose;
  }

  get any(): boolean {
    return this.count > 0;
  }

  add({ db, key, what }: Loss): void {
    this.count++;
    if (this.verbose || this.count <= MOST_NAMED) {
      const place = key === undefined ? '' : `db${db} / key ${quoteBytes(key)}: `;
      this.say(`lost: ${place}${what}`);
      return;
    }
    // Kinds differ in words, not in numbers and names.
    const kind = what.replaceAll(/"[^"]*"/g, '…').replaceAll(/\b\d+ /g, '');
    this.unnamed.set(kind, (this.unnamed.get(kind) ?? 0) + 1);
  }

  close(): void {
    for (const [kind, count] of this.unnamed) this.say(`lost: ${count} more times (-v names all): ${kind}`);
  }

  private say(line: string): void {
    this.outside.stderr.write(`rdb-tool: ${line}\n`);
  }
}
