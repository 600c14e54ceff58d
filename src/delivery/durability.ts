/** When what is written is certain to be on the disk: by the policies that redis.conf calls appendfsync. */

export const FSYNC_POLICIES = ['always', 'everysec', 'no'] as const;

/** 'no': what the system has taken is certain, for it outlives the program, though not a power cut. */
export type FsyncPolicy = (typeof FSYNC_POLICIES)[number];

export interface DurabilityOptions {
  readonly policy: FsyncPolicy;
  /** Resolves when everything that was written before the call is on the disk. */
  readonly sync: () => Promise<void>;
  /** What 'everysec' means. */
  readonly everyMs?: number;
}

/** A mark says how much is written; marks become certain in their order. */
export class Durability<Mark> {
  private readonly options: DurabilityOptions;
  private last: Mark | undefined;
  private certain: Mark | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private failure: unknown;

  constructor(options: DurabilityOptions) {
    this.options = options;
  }

  get confirmed(): Mark | undefined {
    return this.certain;
  }

  /** Everything up to `mark` is written. @throws what kept an earlier one from the disk */
  wrote(mark: Mark): void {
    this.check();
    this.last = mark;
    const { policy, everyMs = 1000 } = this.options;
    if (policy === 'no') this.certain = mark;
    else if (policy === 'always') void this.start();
    else this.timer ??= setTimeout(() => this.start(), everyMs);
  }

  /** Brought to the disk by other means: nothing older is waited for. */
  settle(mark: Mark | undefined): void {
    this.last = mark;
    this.certain = mark;
  }

  /** Resolves when everything that is written is on the disk, whatever the policy. */
  async drain(): Promise<void> {
    this.check();
    await this.running;
    await this.start();
    this.check();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private start(): Promise<void> {
    this.stop();
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      // What was written meanwhile.
      if (this.options.policy === 'always' && this.certain !== this.last && this.failure === undefined)
        void this.start();
    });
    return this.running;
  }

  private async run(): Promise<void> {
    const mark = this.last;
    try {
      await this.options.sync();
      this.certain = mark;
    } catch (error) {
      this.failure = error;
    }
  }
}
