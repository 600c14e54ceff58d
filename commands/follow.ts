/** A server followed until there is nothing to follow, or somebody wants it to end: what `replicate` does. */
import { ReplicationError, UsageError } from '../src/errors.ts';
import type { ServerPlace } from '../src/connection/endpoint.ts';
import { maskedUrl } from '../src/connection/mask-url.ts';
import { parseServerUrl } from '../src/connection/parse-url.ts';
import { fileFormat, openTarget, type TargetOptions } from '../src/delivery/open-target.ts';
import { Replication } from '../src/delivery/replicate.ts';
import { openSources, type SourcesOptions } from '../src/delivery/sources.ts';
import { newStatus, type ReplicationStatus } from '../src/delivery/status.ts';
import { statusLine, summaryLines } from '../src/formatters/replication/status-text.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import { EXIT, describeError, statusOf, type ExitStatus } from './exit.ts';
import { Losses } from './losses.ts';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import type { Outside } from './outside.ts';
import type { ReplicateOptions } from './replicate.ts';
import { wantedBy } from './shared/scan-flags.ts';
import { stateFile } from './state-file.ts';
import { logLink } from './watch/link-log.ts';
import { ReplicationLog, type Level } from './watch/log.ts';
import { MetricsServer } from './watch/metrics-server.ts';
import { Verifying } from './watch/verifying.ts';
import { StatusLine } from './watch/status-line.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** How long what has come may take to be delivered when it is to end. */
const DRAIN_MS = 5000;

export class Following {
  private readonly options: ReplicateOptions;
  private readonly outside: Outside;
  private readonly status: ReplicationStatus;
  private readonly log: ReplicationLog;
  private readonly losses: Losses;
  private isEnding = false;
  private verifying: Verifying | undefined;

  constructor(options: ReplicateOptions, outside: Outside) {
    this.options = options;
    this.outside = outside;
    this.status = newStatus(outside.now());
    this.log = new ReplicationLog(outside, { format: options.logFormat, level: levelOf(options) });
    // Whoever follows for long is told of what is lost, and goes on.
    this.losses = new Losses(outside, options, options.allowLoss || !options.once);
  }

  async run(): Promise<ExitStatus> {
    const { options, outside, status, log } = this;
    const line = new StatusLine(outside, status, log);
    const metrics = options.metrics === undefined ? undefined : new MetricsServer(status);
    let forget: (() => void)[] = [];
    try {
      if (metrics !== undefined && options.metrics !== undefined) {
        const port = await metrics.listen(options.metrics);
        log.say('info', 'metrics', `metrics on http://${options.metrics.host}:${port}/metrics`, { port });
      }
      const replication = await this.replication();
      forget = this.listen(replication);
      await line.start(options.progress && !options.quiet && options.logFormat === 'text');
      await replication.run();
      return this.losses.close(this.verifying?.hasFailed === true ? EXIT.NO : EXIT.DONE);
    } catch (error) {
      if (error === BROKEN_PIPE) return EXIT.DONE;
      // What was to be delivered and could not in time comes again: that is what the state is for.
      if (this.isEnding && error instanceof ReplicationError && error.code === 'TIMEOUT') return EXIT.DONE;
      line.stop();
      log.say('error', 'failed', describeError(error, options.debug), { code: codeOf(error) });
      return statusOf(error);
    } finally {
      line.stop();
      for (const one of forget) one();
      metrics?.close();
      await this.verifying?.close();
      this.sum();
    }
  }

  private async replication(): Promise<Replication> {
    const { options, outside, status, log, losses } = this;
    const now = (): number => outside.now();
    const changed = options.filters !== undefined || options.maps !== undefined;
    const toTarget: TargetOptions = {
      ...options,
      stdout: outside.stdout.fd,
      connection: await options.askTargetConnection(),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      hasState: options.state !== undefined,
      // A copy by SCAN has no position to go on from.
      marker: options.marker && options.scan === undefined,
      changed,
      now,
      onLoss: (loss) => losses.add(loss),
      onWarning: (message) => log.say('warn', 'target', message),
    };
    const targets = options.to.map((name) => {
      const one = { name: maskedUrl(name.text), trouble: undefined };
      status.targets.push(one);
      return openTarget(name, one, toTarget);
    });
    const names = targets.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined && !options.dryRun) throw new UsageError(`the target ${twice} is given twice`);
    const place = parseServerUrl(options.url, await options.askConnection());
    const scan = options.scan;
    const filters = inDatabase(place, options.filters, now());
    const wantsVerifying = options.verify || options.verifyMs !== undefined;
    const once = options.once || scan?.follow === false || options.to.every((one) => fileFormat(one) === 'rdb');
    const replication = new Replication({
      source: options.source,
      sources: await openSources(place, this.sourcesOptions()),
      targets,
      filters,
      maps: options.maps,
      flush: options.intoNonEmpty ? 'keep' : 'pass',
      onFilterLoss: (message) => log.say('warn', 'filtered', message),
      once: once && !wantsVerifying,
      resync: options.resync || scan !== undefined,
      state: options.state === undefined ? undefined : stateFile(options.state),
      status,
      now,
      onWarning: ({ message }, name) => log.say('warn', 'damage', `${name}: ${message}`, { source: name }),
      onSnapshot: (name) => {
        log.say('info', 'delivered', `${name}: the snapshot is delivered`, { source: name });
        this.verifyIfReady(replication);
      },
      onResumed: (name) => {
        if (once) log.say('info', 'delivered', `${name}: the snapshot was delivered before`, { source: name });
        this.verifyIfReady(replication);
      },
    });
    if (wantsVerifying) {
      this.verifying = new Verifying(replication, status, log, {
        to: options.to,
        connection: toTarget.connection,
        filters,
        maps: options.maps,
        beside: options.intoNonEmpty,
        everyMs: options.verifyMs,
        once,
        now,
      });
      this.verifying.later();
    }
    return replication;
  }

  /** Behind the last of the snapshots, or where each source is gone on with. */
  private verifyIfReady({ courses }: Replication): void {
    if (courses.every(({ hasSnapshot }) => hasSnapshot)) void this.verifying?.start();
  }

  private sourcesOptions(): SourcesOptions {
    const { options, outside, log } = this;
    const { scan, listeningPort } = options;
    return {
      replica: {
        onBacklogGone: options.resync ? 'resync' : 'stop',
        timeoutMs: options.timeoutMs,
        retryForMs: options.retryForMs,
        memoryBytes: options.bufferBytes,
        ...(listeningPort === undefined ? {} : { listeningPort }),
      },
      scan: scan && {
        ...scan,
        ...wantedBy(options.filters),
        client: { timeoutMs: options.timeoutMs },
        onMissed: options.resync ? 'resync' : 'stop',
      },
      now: () => outside.now(),
      random: Math.random,
      onEvent: (name, event) => logLink(log, name, event),
      onNote: (name, text) => log.say('info', 'note', `${name}: ${text}`, { source: name }),
    };
  }

  /** Signals: the first ends it when what has come is delivered, the second at once. */
  private listen(replication: Replication): (() => void)[] {
    const { outside, log } = this;
    const end = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
      if (this.isEnding) {
        outside.dieOf(signal);
        return;
      }
      this.isEnding = true;
      log.say('info', 'ending', 'ending: what has come is delivered first');
      // A comparison would hold it back.
      void this.verifying?.close();
      replication.stop();
      setTimeout(() => replication.abort(), DRAIN_MS).unref();
    };
    const ends = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) =>
      outside.onEverySignal(signal, () => end(signal)),
    );
    return [...ends, outside.onEverySignal('SIGUSR1', () => this.tell())];
  }

  /** How far it is, when somebody asks. */
  private tell(): void {
    const { status, outside, log } = this;
    log.say('info', 'status', statusLine(status, outside.now(), 0), this.facts());
    if (!log.isJson) for (const line of summaryLines(status, outside.now())) log.say('info', 'status', line);
  }

  /** What was done in all. */
  private sum(): void {
    const { status, outside, log } = this;
    // Where nothing was done, what kept it from being done has been said.
    if (status.sources.every(({ confirmed }) => confirmed === 0) && status.keys.size === 0) return;
    if (log.isJson) log.say('info', 'summary', 'done', this.facts());
    else for (const line of summaryLines(status, outside.now())) log.say('info', 'summary', line);
  }

  private facts(): Record<string, unknown> {
    const { keys, commands, mixed, ...rest } = this.status;
    const counts = [keys, commands, mixed].map((one) => Object.fromEntries(one));
    return { ...rest, keys: counts[0], commands: counts[1], mixed: counts[2] };
  }
}

/** The database of a URL is the only one that is wanted. */
function inDatabase(place: ServerPlace, filters: FilterOptions | undefined, nowMs: number): FilterOptions | undefined {
  if (place.kind === 'cluster' || place.db === undefined) return filters;
  const { db } = place;
  const dbs = new Set(filters?.dbs?.has(db) === false ? [] : [db]);
  return { nowMs, ...filters, dbs };
}

function levelOf({ quiet, verbose }: ReplicateOptions): Level {
  return quiet ? 'error' : verbose ? 'debug' : 'info';
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
