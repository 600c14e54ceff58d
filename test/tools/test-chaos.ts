/**
 * What `replicate` bears: `npm run test:chaos -- --rounds 100`. While a server is written to, the program is killed and its
 * connections are cut, so many times, at moments that nobody chose; then the target is stopped for a while. Afterwards the target
 * holds what the source does, each counter counted as often as it was told to, and the source had to give its data once.
 */
import { parseArgs } from 'node:util';
import { installedServers, type Installed } from './live/installed.ts';
import { cutRounds, killRounds, slowTarget, type Outcome } from './live/replicate/chaos.ts';

const USAGE = `usage: npm run test:chaos -- [options]

  --rounds N      how often the program is killed, and how often its connections are cut (100)
  --rate N        commands a second (2000)
  --stopped S     how long the target is stopped, seconds (300); 0: not at all
  --server NAME   as redis-8.6.3 (the newest Redis at hand); can be given several times
  --seed N        of the load (1)`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    rate: { type: 'string', default: '2000' },
    stopped: { type: 'string', default: '300' },
    server: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  },
});

function chosen(): readonly Installed[] {
  const all = installedServers();
  const names = values.server.length > 0 ? values.server : [all.findLast(({ family }) => family === 'redis')?.name];
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${name ?? 'redis'}: npm run get-server, or RDB_TOOL_SERVERS`);
    return found;
  });
}

async function main(): Promise<number> {
  const plan = { rounds: Number(values.rounds), rate: Number(values.rate), seed: Number(values.seed) };
  const stoppedMs = Number(values.stopped) * 1000;
  let wrong = 0;
  const tell = (server: Installed, what: string, { facts, troubles }: Outcome): void => {
    console.log(`${server.name}: ${what}: ${troubles.length === 0 ? 'good' : 'WRONG'}; ${facts}`);
    for (const trouble of troubles) console.log(`  ${trouble}`);
    if (troubles.length > 0) wrong++;
  };
  for (const server of chosen()) {
    if (plan.rounds > 0) {
      tell(server, `killed ${plan.rounds} times`, await killRounds(server, plan));
      tell(server, `cut ${plan.rounds} times`, await cutRounds(server, plan));
    }
    if (stoppedMs > 0)
      tell(server, `target stopped for ${values.stopped} s`, await slowTarget(server, plan, stoppedMs));
  }
  return wrong === 0 ? 0 : 1;
}

if (values.help) console.log(USAGE);
else process.exitCode = await main();
