/** --verify and --verify-every: when it is compared, with what, and what is said of it. */
import { isServerUrl } from '../../src/connection/mask-url.ts';
import type { ConnectionOptions } from '../../src/connection/endpoint.ts';
import type { DiffInput } from '../../src/comparison/twice-read.ts';
import { fileFormat } from '../../src/delivery/open-target.ts';
import type { Replication } from '../../src/delivery/replicate.ts';
import type { ReplicationStatus } from '../../src/delivery/status.ts';
import type { TargetName } from '../../src/delivery/target-name.ts';
import { MARKER_PREFIX } from '../../src/delivery/server/marker.ts';
import { Verification } from '../../src/delivery/verification.ts';
import type { Verdict } from '../../src/delivery/verify.ts';
import { UsageError } from '../../src/errors.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import type { MapOptions } from '../../src/filter/map-sink.ts';
import { openInput } from '../../src/input.ts';
import { countOf } from '../../src/formatters/quantity.ts';
import { describeError } from '../exit.ts';
import type { ReplicationLog } from './log.ts';

export interface VerifyingOptions {
  readonly to: readonly TargetName[];
  readonly connection: ConnectionOptions;
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  /** The target may hold more than what is from the source. */
  readonly beside: boolean;
  readonly everyMs: number | undefined;
  /** End when the first comparison is over. */
  readonly once: boolean;
  readonly now: () => number;
}

/** Keys of ours in the target: a glob. */
const MARKERS = `${MARKER_PREFIX}*`;

export class Verifying {
  /** Whether something differed, or could not be compared. */
  hasFailed = false;
  private readonly options: VerifyingOptions;
  private readonly replication: Replication;
  private readonly status: ReplicationStatus;
  private readonly log: ReplicationLog;
  private readonly compared: readonly TargetName[];
  private timer: NodeJS.Timeout | undefined;
  private current: Verification | undefined;
  private isOver = false;

  /** @throws UsageError: no target has a data set */
  constructor(replication: Replication, status: ReplicationStatus, log: ReplicationLog, options: VerifyingOptions) {
    this.replication = replication;
    this.status = status;
    this.log = log;
    this.options = options;
    this.compared = options.to.filter((name) => isServerUrl(name.text) || holdsKeys(name));
    if (this.compared.length === 0) {
      throw new UsageError(
        '--verify compares servers, append-only files and directories of them: there is none among the targets',
      );
    }
  }

  /** Nothing begins with a snapshot: the first comparison is due in its time. */
  later(): void {
    const { everyMs } = this.options;
    if (everyMs !== undefined && !this.isOver) this.timer = setTimeout(() => void this.start(), everyMs);
  }

  /** Compare now, and from then on as often as is wanted. */
  async start(): Promise<void> {
    if (this.isOver || this.current !== undefined) return;
    clearTimeout(this.timer);
    for (const target of this.compared) await this.verify(target);
    if (this.options.once) this.replication.stop();
    else this.later();
  }

  async close(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    await this.current?.close();
  }

  private async verify(target: TargetName): Promise<void> {
    const { filters, maps, beside, now, connection } = this.options;
    const open = async (): ReturnType<DiffInput['open']> => openInput(target.text, { connection });
    const name = this.status.targets[this.options.to.indexOf(target)]?.name ?? '';
    this.current = new Verification({
      filters,
      maps,
      markers: MARKERS,
      beside,
      now,
      target: () => [{ name, open, rereadable: false }],
    });
    for (const source of this.status.sources) source.phase = 'verifying';
    try {
      this.tell(name, await this.current.run(this.replication.courses));
    } catch (error) {
      if (this.isOver) return;
      this.hasFailed = true;
      this.log.say('error', 'verify-failed', `${name} cannot be compared: ${describeError(error, false)}`);
    } finally {
      this.current = undefined;
      for (const source of this.status.sources) if (source.phase === 'verifying') source.phase = 'live';
    }
  }

  private tell(target: string, { same, differences, more, examples }: Verdict): void {
    this.status.verified = { atMs: this.options.now(), keys: same, differences };
    const facts = { target, same, differences, more, examples };
    if (differences === 0) {
      const others = more === 0 ? '' : `, and ${more} more that it may hold`;
      this.log.say('info', 'verified', `${target} holds what the source does: ${countOf(same, 'key')}${others}`, facts);
      return;
    }
    this.hasFailed = true;
    const what = examples.length === 0 ? '' : `; ${examples.join('; ')}`;
    this.log.say(
      'error',
      'verified',
      `${target} differs from the source: ${countOf(differences, 'difference')}${what}`,
      facts,
    );
  }
}

/** Whether a file is, or a directory has, what a server loads. */
function holdsKeys(name: TargetName): boolean {
  return name.text !== '-' && fileFormat(name) !== 'ndjson';
}
