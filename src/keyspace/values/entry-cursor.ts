/** Goes forward over the entries of a stream, in step with ids that ascend. */
import type { StreamBlock } from './stream-block.ts';

export class EntryCursor {
  private readonly blocks: readonly StreamBlock[];
  private number = 0;
  private at = 0;

  constructor(blocks: readonly StreamBlock[]) {
    this.blocks = blocks;
  }

  /** The block of the entry that was found; undefined: beyond the last. */
  get block(): StreamBlock | undefined {
    return this.blocks[this.number];
  }

  /** Where in `block` the entry is. */
  get index(): number {
    return this.at;
  }

  /** Go on to the first live entry that is not before the id. Whether it is the one of this id. */
  seek(ms: bigint, seq: bigint): boolean {
    for (let block = this.block; block !== undefined; block = this.block) {
      this.at = block.nextLive(this.at);
      if (this.at < block.count) {
        const atMs = block.ms(this.at);
        if (atMs > ms) return false;
        if (atMs === ms) {
          const atSeq = block.seq(this.at);
          if (atSeq >= seq) return atSeq === seq;
        }
        this.at++;
      } else {
        this.number++;
        this.at = 0;
      }
    }
    return false;
  }
}
