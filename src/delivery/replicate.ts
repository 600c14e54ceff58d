/** Sources to targets: what `replicate` does. */
import { ReplicationError } from '../errors.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import type { MapOptions } from '../filter/map-sink.ts';
import type { Warning } from '../rdb/context.ts';
import type { Position } from '../replication/position.ts';
import { closeLane } from './close-lane.ts';
import { Course } from './course.ts';
import { gatedFrontOf } from './gated-front.ts';
import type { SourceGroup, SourceSpec } from './source-spec.ts';
import { StateSaver, type StateStore } from './state-saver.ts';
import { parseState, type SourceState, type State } from './state.ts';
import { newSourceStatus, type ReplicationStatus, type SourceStatus } from './status.ts';
import type { Kept, Lane, LaneSource, Target } from './target.ts';

export interface ReplicateOptions {
  /** What is followed, as it was given, without a password. */
  readonly source: string;
  readonly sources: readonly SourceSpec[] | SourceGroup;
  readonly targets: readonly Target[];
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  /** What FLUSHALL and the like do behind filters: 'keep' where targets hold keys that are not from us. */
  readonly flush?: 'pass' | 'keep';
  /** Told once for each kind of command that loses something on its way: by filters, by maps, or because a target is too old for it. */
  readonly onFilterLoss?: (message: string) => void;
  /** End behind the snapshot, unless somebody is to compare it yet. */
  readonly once: boolean;
  /** Copy everything again where a target, or the state, does not say how far it has got. */
  readonly resync: boolean;
  readonly state: StateStore | undefined;
  readonly status: ReplicationStatus;
  readonly now: () => number;
  readonly onWarning?: (warning: Warning, source: string) => void;
  /** Told of each snapshot that is certain to be delivered. */
  readonly onSnapshot?: (source: string) => void;
  /** Told where no snapshot comes: what was delivered before is gone on with. */
  readonly onResumed?: (source: string) => void;
}

/** How often the status is brought up to date. */
const LOOK_MS = 200;

/** A source with its lanes. */
interface Running {
  readonly spec: SourceSpec;
  readonly course: Course;
  readonly lanes: ReadonlyMap<Target, Lane>;
  readonly status: SourceStatus;
}

export class Replication {
  private readonly options: ReplicateOptions;
  private readonly running: Running[] = [];
  private kept: State | undefined;
  private readonly saver: StateSaver | undefined;
  /** All that targets have opened, whether their source is followed yet or not. */
  private readonly lanes: Lane[] = [];
  private isStopped = false;
  private readonly runs: Promise<void>[] = [];
  private adding = Promise.resolve();
  /** The sources that were there at first have their lanes. */
  private isOpen = false;
  private opened: () => void = () => {};
  private readonly opening = new Promise<void>((resolve) => {
    this.opened = resolve;
  });
  private fail: (error: unknown) => void = () => {};
  /** Something failed that is not one course's own: the state cannot be written. */
  private readonly failed = new Promise<never>((_resolve, reject) => {
    this.fail = reject;
  });

  constructor(options: ReplicateOptions) {
    this.options = options;
    const { state, now } = options;
    if (state !== undefined) this.saver = new StateSaver(state, (last) => this.state(last), now);
    this.failed.catch(() => undefined);
  }

  /** One a source: for whoever verifies. */
  get courses(): readonly Course[] {
    return this.running.map(({ course }) => course);
  }

  /** Until all sources end, or `stop`. @throws RdbToolError; the state tells then what is certain */
  async run(): Promise<void> {
    const { options } = this;
    const failures: unknown[] = [];
    const timer = setInterval(() => this.tick(), LOOK_MS);
    try {
      this.kept = this.load();
      for (const target of options.targets) await target.open();
      for (const spec of await this.openSources()) this.running.push(await this.prepare(spec));
      this.isOpen = true;
      this.opened();
      await Promise.race([this.failed, this.runAll()]);
    } catch (error) {
      failures.push(error);
    }
    clearInterval(timer);
    failures.push(...(await this.close(failures.length === 0)));
    // What comes after the first failure comes of it.
    if (failures.length > 0) throw failures[0];
  }

  /** Take nothing more; what has come is delivered. */
  stop(): void {
    this.isStopped = true;
    for (const { course, status } of this.running) {
      status.phase = 'draining';
      course.source.stop();
    }
  }

  /** Do not wait for what is not delivered: it comes again. */
  abort(): void {
    this.fail(new ReplicationError('TIMEOUT', 'what had come could not all be delivered'));
  }

  private load(): State | undefined {
    const { state, source } = this.options;
    const bytes = state?.load();
    return bytes === undefined || state === undefined ? undefined : parseState(bytes, state.path, source);
  }

  private async prepare(spec: SourceSpec): Promise<Running> {
    const { options } = this;
    const lanes = new Map<Target, Lane>();
    const { id, name } = spec;
    const isRenamed = (options.maps?.prefixes.length ?? 0) > 0;
    const of = isRenamed || spec.slots === undefined ? { id, name } : spec;
    for (const target of options.targets) {
      const lane = await target.lane(of, this.keptOf(target, spec));
      this.lanes.push(lane);
      lanes.set(target, lane);
    }
    const status = newSourceStatus(spec.name);
    options.status.sources.push(status);
    const from = this.positionOf(spec, lanes);
    const source = spec.open(from, status);
    if (this.isStopped) source.stop();
    const { sink, gate } = gatedFrontOf(spec, [...lanes], options);
    const { onWarning, onSnapshot, onResumed } = options;
    const course = new Course(source, sink, [...lanes.values()], status, {
      gate,
      once: options.once,
      now: options.now,
      onHistory: (replid) => this.checkHistory(replid),
      // Whoever finds what a snapshot has left behind has to know whose it is.
      onTurn: () => this.save(),
      ...(onWarning === undefined ? {} : { onWarning: (warning) => onWarning(warning, spec.name) }),
      ...(onSnapshot === undefined ? {} : { onSnapshot: () => onSnapshot(spec.name) }),
      ...(onResumed === undefined ? {} : { onResumed: () => onResumed(spec.name) }),
    });
    spec.onAwaited = oneAtATime(() => course.drain());
    return { spec, course, lanes, status };
  }

  /** @throws ReplicationError TARGET: what is delivered would come back, and be delivered again, for ever */
  private checkHistory(replid: string): void {
    const { targets, once } = this.options;
    const same = once ? undefined : targets.find((target) => target.replids?.has(replid));
    if (same === undefined) return;
    const what = `${same.name} is what is followed, or its master: all that is written there would come back`;
    throw new ReplicationError('TARGET', what);
  }

  private get group(): SourceGroup | undefined {
    const { sources } = this.options;
    return 'open' in sources ? sources : undefined;
  }

  private async openSources(): Promise<readonly SourceSpec[]> {
    const { sources } = this.options;
    if (!('open' in sources)) return sources;
    sources.onAdded = (spec) => {
      this.adding = this.adding.then(() => this.add(spec)).catch((error: unknown) => this.fail(error));
    };
    return sources.open(this.kept?.group);
  }

  /** A source that came later: it is followed beside the others. */
  private async add(spec: SourceSpec): Promise<void> {
    await this.opening;
    if (this.isStopped) return;
    const one = await this.prepare(spec);
    this.running.push(one);
    this.start(one);
  }

  private start({ course }: Running): void {
    const run = course.run();
    run.catch((error: unknown) => this.fail(error));
    this.runs.push(run);
  }

  /** Until all have ended, those that came later too. */
  private async runAll(): Promise<void> {
    for (const one of this.running) this.start(one);
    for (let ended = -1; ended < this.runs.length;) {
      ended = this.runs.length;
      await Promise.all(this.runs);
      await this.adding;
    }
  }

  private keptOf(target: Target, { id }: LaneSource): Kept | undefined {
    return this.kept?.targets[target.name]?.[id];
  }

  /**
   * Where to go on: what all targets have. Undefined: nobody has anything.
   * @throws ReplicationError STATE: some do not know, or know of another history
   */
  private positionOf(spec: SourceSpec, lanes: ReadonlyMap<Target, Lane>): Position | undefined {
    const { resync } = this.options;
    const kept = this.kept?.sources[spec.id];
    const isKnown = kept !== undefined && kept.snapshot === undefined;
    const known = [...lanes].filter(([, { at }]) => at !== undefined);
    if (known.length === 0 && !isKnown) return undefined;
    const unknown = [...lanes].find(([, { at }]) => at === undefined)?.[0];
    if (unknown !== undefined) {
      if (resync) return undefined;
      const what = `${unknown.name} does not say how far it has followed ${spec.name}`;
      throw new ReplicationError('STATE', `${what}: --resync copies everything again`);
    }
    const positions = known.map(([, { at }]) => at).filter((at) => at !== undefined);
    if (spec.since !== undefined) positions.push(spec.since);
    const least = positions.reduce((a, b) => (b.offset < a.offset ? b : a));
    // After a failover the history goes on under another name: whoever got furthest knows the last one.
    const { replid } = [...(isKnown ? [kept] : []), ...positions].reduce((a, b) => (b.offset > a.offset ? b : a));
    return { ...least, replid };
  }

  private tick(): void {
    for (const { course } of this.running) course.look();
    if (this.saver?.isDue === true) this.save().catch((error: unknown) => this.fail(error));
  }

  /** Before all sources are there, what was kept before says more. */
  private async save(last = false): Promise<void> {
    if (this.isOpen) await this.saver?.save(last);
  }

  /** What is certain now. */
  private state(last: boolean): Omit<State, 'savedMs'> {
    const sources: Record<string, SourceState> = {};
    const targets: Record<string, Record<string, Kept>> = {};
    for (const { spec, course, lanes, status } of this.running) {
      const { snapshot, name } = status;
      const { confirmed } = course;
      sources[spec.id] =
        confirmed === undefined
          ? { name, replid: course.source.replid, offset: 0, db: 0, snapshot: { bytes: snapshot.bytes } }
          : { name, ...confirmed };
      for (const [target, lane] of lanes) (targets[target.name] ??= {})[spec.id] = lane.keep(last);
    }
    const group = this.group?.keep((id) => this.running.find(({ spec }) => spec.id === id)?.course.confirmed);
    return { source: this.options.source, sources, targets, ...(group === undefined ? {} : { group }) };
  }

  /** All of it, whatever fails meanwhile: what is left open would keep the program from its end. @returns what has failed */
  private async close(isClean: boolean): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    const attempt = async (close: () => void | Promise<void>): Promise<void> => {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    };
    for (const { course } of this.running) course.source.stop();
    // After an error, too, what is certain is worth knowing.
    await attempt(() => this.save(isClean));
    for (const { spec, status } of this.running) {
      status.phase = 'done';
      await attempt(() => spec.close?.());
    }
    // Where the state could not be written, what targets keep is all there is to go on from.
    for (const lane of this.lanes) await attempt(() => closeLane(lane, isClean && failures.length === 0));
    await attempt(() => this.group?.close());
    for (const target of this.options.targets) await attempt(() => target.close());
    return failures;
  }
}

/** Failures are those of others, who tell of them. */
function oneAtATime(task: () => Promise<void>): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    void task()
      .catch(() => undefined)
      .finally(() => {
        isRunning = false;
      });
  };
}
