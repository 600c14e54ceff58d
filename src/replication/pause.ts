/** A wait that somebody may cut short. */
export class Pause {
  private hurried = false;
  private wake: (() => void) | undefined;

  /** Resolves after `ms`, or when it is cut short: at once, if it was before it began. */
  async wait(ms: number): Promise<void> {
    if (!this.hurried) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.hurried = false;
  }

  /** Whether the next wait will be none. */
  get isHurried(): boolean {
    return this.hurried;
  }

  cutShort(): void {
    this.hurried = true;
    this.wake?.();
  }
}
