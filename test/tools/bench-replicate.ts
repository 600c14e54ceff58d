/**
 * What `replicate` costs and how fast it is: `npm run bench:replicate -- --help`. A snapshot from server to server, a feed that
 * waits in a backlog, and how late a write is seen at the target.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from './process-cost.ts';
import { feedToFile, feedToServer, lag, peerSnapshot, snapshot, type Row } from './live/replicate/speed.ts';
import { installedServers } from './live/installed.ts';

const USAGE = `usage: npm run bench:replicate -- [options]

  --snapshot FILE    an RDB file that the source holds; npm run bench -- --runs 0 --dir DIR makes some
  --peer COMMAND     what makes commands of it, {file} standing for the file, for redis-cli --pipe: 'rdb-cli {file} resp'
  --commands N       how many wait in the backlog (1000000)
  --rate N           commands a second while lag is measured (10000)
  --seconds N        how long it is measured (10)
  --runs N           how often each is done (3)
  --server NAME      as redis-8.6.3 (the newest Redis at hand)`;

const { values } = parseArgs({
  options: {
    snapshot: { type: 'string' },
    peer: { type: 'string' },
    commands: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
    server: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

async function main(): Promise<void> {
  const all = installedServers();
  const newest = all.findLast(({ family }) => family === 'redis');
  const server = values.server === undefined ? newest : all.find(({ name }) => name === values.server);
  if (server === undefined) throw new Error('no such server: npm run get-server, or RDB_TOOL_SERVERS');
  const { snapshot: file, peer } = values;
  if (file !== undefined && !existsSync(file)) throw new Error(`there is no ${file}`);
  const [commands, runs] = [Number(values.commands), Number(values.runs)];
  const rows: Row[] = [];
  for (let run = 0; run < runs; run++) {
    if (file !== undefined) rows.push(await snapshot(server, file));
    if (file !== undefined && peer !== undefined) rows.push(await peerSnapshot(server, file, peer));
    if (commands > 0) {
      rows.push(await feedToFile(server, commands, 'out.ndjson'));
      rows.push(await feedToFile(server, commands, 'out.aof'));
      rows.push(await feedToServer(server, commands));
    }
    if (Number(values.seconds) > 0) rows.push(await lag(server, Number(values.rate), Number(values.seconds)));
  }
  const order = rows.toSorted((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  const head = ['what', 'figure', 'CPU s', 'RSS MB'];
  console.log(`${server.name}\n\n${table([head, ...order.map((row) => [row.what, row.figure, row.cpu, row.memory])])}`);
}

if (values.help) console.log(USAGE);
else await main();
