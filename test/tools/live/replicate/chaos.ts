/** Long runs in which things break, again and again. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../random.ts';
import type { Installed } from '../installed.ts';
import type { RunningServer } from '../server.ts';
import { caughtUp, infoNumber, replicasOf } from './caught-up.ts';
import { Load, readCounters } from './load.ts';
import { Proxy } from './proxy.ts';
import type { Replicator } from './replicator.ts';
import { differences } from './same-data.ts';
import { Scene, urlOf } from './scene.ts';
import { pause, until } from './until.ts';

export interface Plan {
  readonly rounds: number;
  /** Commands a second. */
  readonly rate: number;
  readonly seed: number;
}

export interface Outcome {
  /** What was seen, in words. */
  readonly facts: string;
  /** What should not have been. */
  readonly troubles: readonly string[];
}

/** Holds what comes while the program is away. */
const BACKLOG = { 'repl-backlog-size': '256mb' };
/** Where a second target is written, if there is one. */
const LOG = 'feed.aof';
/** From one breakage to the next. */
const SHORTEST_MS = 50;
const LONGEST_MS = 1500;
/** Now and then it gets the time to catch up. */
const REST_EACH = 10;
/** Bars of issue and README. */
const MOST_MEMORY = 200e6;
const MOST_LAG_SECONDS = 60;
const WATCH_MS = 1000;

interface Stage {
  readonly scene: Scene;
  readonly source: RunningServer;
  readonly target: RunningServer;
  readonly load: Load;
  readonly random: Random;
}

/** The program is killed where it stands, and started again; a file is its target, too. */
export function killRounds(installed: Installed, plan: Plan): Promise<Outcome> {
  return onStage(installed, plan, async ({ scene, source, target, load, random }) => {
    const targets = ['--to', urlOf(target), '--to', scene.path(LOG)];
    const argv = [urlOf(source), ...targets, '--state', scene.path('state.json')];
    let replicate = scene.replicate(argv);
    await caughtUp(source, target, replicate);
    for (let round = 1; round <= plan.rounds; round++) {
      // Sometimes before it has got anywhere, most of the time on its way.
      if (random.below(4) > 0) await until('a link', () => isLinked(source));
      await pause(random.from(SHORTEST_MS, LONGEST_MS));
      if (replicate.hasEnded) throw new Error(`round ${round}: it ended by itself:\n${replicate.stderr}`);
      await replicate.kill();
      replicate = scene.replicate(argv);
      if (round % REST_EACH === 0) await caughtUp(source, target, replicate);
    }
    await load.stop();
    return replicate;
  });
}

async function isLinked({ client }: RunningServer): Promise<boolean> {
  return (await replicasOf(client)).some(({ state }) => state === 'online');
}

/** Its connections break: by the server, on the way, or only so that nothing comes through any more. */
export function cutRounds(installed: Installed, plan: Plan): Promise<Outcome> {
  return onStage(installed, plan, async ({ scene, source, target, load, random }) => {
    const [from, to] = [await Proxy.open({ path: source.socket }), await Proxy.open({ path: target.socket })];
    for (const proxy of [from, to]) scene.add({ remove: () => proxy.close() });
    const targets = ['--to', `redis://127.0.0.1:${to.port}`, '--state', scene.path('state.json')];
    const replicate = scene.replicate([`redis://127.0.0.1:${from.port}`, ...targets, '--timeout', '3s']);
    await caughtUp(source, target, replicate);
    const admin = source.connect();
    const breakages: readonly (() => void | Promise<void>)[] = [
      () => from.cut(),
      () => to.cut(),
      async () => void (await admin.call('CLIENT', 'KILL', 'TYPE', 'replica')),
      async () => {
        from.cut();
        from.refuse(true);
        await pause(random.below(LONGEST_MS));
        from.refuse(false);
      },
      async () => {
        to.stall(true);
        await pause(random.below(LONGEST_MS));
        to.stall(false);
      },
    ];
    for (let round = 1; round <= plan.rounds; round++) {
      await pause(random.from(SHORTEST_MS, LONGEST_MS));
      await random.pick(breakages)();
      if (round % REST_EACH === 0) await caughtUp(source, target, replicate);
    }
    await load.stop();
    return replicate;
  });
}

/** The target stands still; the source must not notice, and the program must not grow. */
export function slowTarget(installed: Installed, plan: Plan, stoppedMs: number): Promise<Outcome> {
  return onStage(installed, plan, async ({ scene, source, target, load, troubles }) => {
    const argv = [urlOf(source), '--to', urlOf(target), '--state', scene.path('state.json')];
    const replicate = scene.replicate(argv);
    await caughtUp(source, target, replicate);
    target.signal('SIGSTOP');
    const end = performance.now() + stoppedMs;
    while (performance.now() < end) {
      await pause(WATCH_MS);
      const [link] = await replicasOf(source.client);
      if (link?.state !== 'online') troubles.push(`the source says its replica is ${link?.state ?? 'gone'}`);
      else if (link.lag > MOST_LAG_SECONDS) troubles.push(`the source has heard nothing for ${link.lag} s`);
      if (replicate.hasEnded) throw new Error(`it ended:\n${replicate.stderr}`);
    }
    target.signal('SIGCONT');
    await load.stop();
    return replicate;
  });
}

/**
 * A source under load and its target, compared when all is over.
 *
 * @param act - breaks things; gives the program that runs in the end, the load stopped
 */
function onStage(
  installed: Installed,
  plan: Plan,
  act: (stage: Stage & { troubles: string[] }) => Promise<Replicator>,
): Promise<Outcome> {
  return Scene.of(async (scene) => {
    const began = performance.now();
    const source = await scene.server(installed, BACKLOG);
    const target = await scene.server(installed);
    const load = Load.start(source, installed, plan);
    const troubles: string[] = [];
    const replicate = await act({ scene, source, target, load, random: new Random(plan.seed), troubles });
    await caughtUp(source, target, replicate);
    const peak = replicate.peakBytes;
    const { status, stderr } = await replicate.stop();
    const counters = await readCounters(target);
    const fullSyncs = await infoNumber(source.client, 'stats', 'sync_full');
    if (status !== 0) troubles.push(`it ended with status ${status ?? 'of a signal'}: ${stderr}`);
    if (peak > MOST_MEMORY) troubles.push(`it took ${megabytes(peak)}`);
    if (fullSyncs !== 1) troubles.push(`${fullSyncs} full synchronisations`);
    for (const [counter, value] of load.counters) {
      const got = counters.get(counter) ?? 0n;
      if (got !== value) troubles.push(`${counter} is ${got}, not ${value}: ${got < value ? 'lost' : 'counted twice'}`);
    }
    troubles.push(...(await differences(source, target)));
    const log = scene.path(LOG);
    if (existsSync(log)) {
      const loaded = await scene.server(installed, { appendonly: 'yes' }, (folder) =>
        copyFileSync(log, join(folder, 'appendonly.aof')),
      );
      troubles.push(...(await differences(source, loaded)).map((what) => `${LOG}: ${what}`));
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const counted = [...load.counters.values()].reduce((sum, value) => sum + value, 0n);
    const partial = await infoNumber(source.client, 'stats', 'sync_partial_ok');
    return {
      facts: `${load.answered} commands in ${seconds} s, ${counted} of them counted, ${partial} partial synchronisations, ${megabytes(peak)} at most`,
      troubles: [...new Set(troubles)],
    };
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
