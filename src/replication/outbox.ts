/** Things for one who asks for them one after another, and waits where there are none. */
export class Outbox<T> {
  private readonly items: T[] = [];
  private over = false;
  private failure: unknown;
  private waiting: (() => void) | undefined;

  put(item: T): void {
    this.items.push(item);
    this.waiting?.();
  }

  /** What is there is still handed out. */
  end(): void {
    this.over = true;
    this.waiting?.();
  }

  /** What is there is still handed out, then `error` is thrown. */
  fail(error: unknown): void {
    if (!this.over) this.failure = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) yield item;
      else if (this.over) break;
      else {
        await new Promise<void>((resolve) => {
          this.waiting = resolve;
        });
      }
    }
    if (this.failure !== undefined) throw this.failure;
  }
}
