/** Sources to targets: what `replicate` does. */
import { setTimeout as delay } from 'node:timers/promises';
import { ReplicationError } from '../errors.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import type { MapOptions } from '../filter/map-sink.ts';
import type { Warning } from '../rdb/context.ts';
import type { Position } from '../replication/position.ts';
import type { ReplicationSource } from '../replication/segment.ts';
import type { EntrySink } from '../model/sink.ts';
import { Course } from './course.ts';
import { gatedFrontOf, type GateSink } from './gated-front.ts';
import { printState, parseState, type SourceState, type State } from './state.ts';
import { newSourceStatus, type ReplicationStatus, type SourceStatus } from './status.ts';
import type { Kept, Lane, LaneSource, Target } from './target.ts';

/** A source that is not asked for anything yet. */
export interface SourceSpec extends LaneSource {
  /** @param from - where to go on; undefined: with a snapshot */
  open(from: Position | undefined, status: SourceStatus): ReplicationSource;
  /** Has to be asked for from here at the latest, whatever its lanes have. */
  readonly since?: Position | undefined;
  /** To be told when another source waits for what this one delivers. */
  onAwaited?: (() => void) | undefined;
  /** What has to stand in front of the sinks of its lanes. */
  gate?(sink: EntrySink): GateSink;
  /** Nothing of it is wanted any more. */
  close?(): void;
}

/** Sources that belong together, and may become more: the shards of a cluster. */
export interface SourceGroup {
  /** @param kept - what `keep` gave */
  open(kept: Kept | undefined): Promise<readonly SourceSpec[]>;
  /** Told of each that comes later. */
  onAdded: ((source: SourceSpec) => void) | undefined;
  /** @param confirmed - how far a source is delivered for certain, by its id */
  keep(confirmed: (id: string) => Position | undefined): Kept;
  close(): void;
}

/** Where the state is kept. */
export interface StateStore {
  /** For messages. */
  readonly path: string;
  /** Undefined: there is none yet. @throws SourceError */
  load(): Uint8Array | undefined;
  /** Durably, in the place of what was there. @throws SourceError OUTPUT */
  save(bytes: Uint8Array): Promise<void>;
}

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
}

/** How often the status is brought up to date, and the state written. */
const LOOK_MS = 200;
const SAVE_MS = 1000;
/** How long a target may take to have its markers removed. */
const TIDY_MS = 2000;

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
  private savedMs = 0;
  private saved = '';
  private saving = Promise.resolve();
  private willSave = false;
  private isStopped = false;
  private readonly runs: Promise<void>[] = [];
  private adding = Promise.resolve();
  private opened: () => void = () => {};
  /** The sources that were there at first have their lanes. */
  private readonly isOpen = new Promise<void>((resolve) => {
    this.opened = resolve;
  });
  private fail: (error: unknown) => void = () => {};
  /** Something failed that is not one course's own: the state cannot be written. */
  private readonly failed = new Promise<never>((_resolve, reject) => {
    this.fail = reject;
  });

  constructor(options: ReplicateOptions) {
    this.options = options;
    this.failed.catch(() => undefined);
  }

  /** One a source: for whoever verifies. */
  get courses(): readonly Course[] {
    return this.running.map(({ course }) => course);
  }

  /** Until all sources end, or `stop`. @throws RdbToolError; the state tells then what is certain */
  async run(): Promise<void> {
    const { options } = this;
    let isClean = false;
    const timer = setInterval(() => this.tick(), LOOK_MS);
    try {
      this.kept = this.load();
      for (const target of options.targets) await target.open();
      for (const spec of await this.openSources()) this.running.push(await this.prepare(spec));
      this.opened();
      await Promise.race([this.failed, this.runAll()]);
      isClean = true;
    } finally {
      clearInterval(timer);
      // After an error, too, what is certain is worth knowing.
      await this.close(isClean);
    }
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
    const { id, name, server } = spec;
    const isRenamed = (options.maps?.prefixes.length ?? 0) > 0;
    const of = isRenamed || spec.slots === undefined ? { id, name, server } : spec;
    for (const target of options.targets) lanes.set(target, await target.lane(of, this.keptOf(target, spec)));
    const status = newSourceStatus(spec.name);
    options.status.sources.push(status);
    const from = this.positionOf(spec, lanes);
    const source = spec.open(from, status);
    if (this.isStopped) source.stop();
    const { sink, gate } = gatedFrontOf(spec, [...lanes], options);
    const { onWarning, onSnapshot } = options;
    const course = new Course(source, sink, [...lanes.values()], status, {
      gate,
      once: options.once,
      now: options.now,
      // Whoever finds what a snapshot has left behind has to know whose it is.
      onTurn: () => this.saveNow(),
      ...(onWarning === undefined ? {} : { onWarning: (warning) => onWarning(warning, spec.name) }),
      ...(onSnapshot === undefined ? {} : { onSnapshot: () => onSnapshot(spec.name) }),
    });
    spec.onAwaited = oneAtATime(() => course.drain());
    return { spec, course, lanes, status };
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
    await this.isOpen;
    if (this.isStopped) return;
    const one = await this.prepare(spec);
    this.running.push(one);
    this.runs.push(one.course.run());
  }

  /** Until all have ended, those that came later too. */
  private async runAll(): Promise<void> {
    this.runs.push(...this.running.map(({ course }) => course.run()));
    for (let done = 0; done < this.runs.length; done = this.runs.length) await Promise.all(this.runs);
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
    if (this.options.now() - this.savedMs >= SAVE_MS) this.saveSoon();
  }

  /** One after the other. @param last - lanes are closed clean next */
  private saveNow(last = false): Promise<void> {
    const turn = this.saving.catch(() => undefined).then(() => this.save(last));
    this.saving = turn;
    return turn;
  }

  private saveSoon(): void {
    if (this.willSave) return;
    this.willSave = true;
    this.saveNow()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.willSave = false;
      });
  }

  /** What is certain now. */
  private async save(last: boolean): Promise<void> {
    const { state, now, source } = this.options;
    if (state === undefined || this.running.length === 0) return;
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
    this.savedMs = now();
    const kept = this.group?.keep((id) => this.running.find(({ spec }) => spec.id === id)?.course.confirmed);
    const group = kept === undefined ? {} : { group: kept };
    const text = JSON.stringify({ sources, targets, ...group });
    // Nothing moved: the disk has its peace.
    if (text === this.saved) return;
    await state.save(printState({ source, savedMs: this.savedMs, sources, targets, ...group }));
    this.saved = text;
  }

  private async close(isClean: boolean): Promise<void> {
    const { targets } = this.options;
    for (const { course } of this.running) course.source.stop();
    try {
      await this.saveNow(isClean);
    } finally {
      for (const { spec, lanes, status } of this.running) {
        status.phase = 'done';
        spec.close?.();
        for (const lane of lanes.values()) await closeLane(lane, isClean);
      }
      this.group?.close();
      for (const target of targets) await target.close();
    }
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

/** What is removed at the end stays if its target is not there to remove it. */
async function closeLane(lane: Lane, isClean: boolean): Promise<void> {
  if (isClean) {
    const late = new AbortController();
    const closed = lane.close(true).then(() => true);
    const inTime = await Promise.race([closed, delay(TIDY_MS, false, { signal: late.signal })]);
    late.abort();
    if (inTime) return;
    closed.catch(() => undefined);
  }
  await lane.close(false);
}
