/**
 * What `used_memory` of the installed servers grows by on loading RDB files, and what the size model says:
 * measure-used-memory.ts FILE… A row a file and server: measured, said, of which tables, error.
 */
import { basename } from 'node:path';
import { installedServers } from './live/installed.ts';
import { measureEmpty, measureGrowth, predictGrowth } from './live/used-memory.ts';

async function main(files: readonly string[]): Promise<number> {
  const servers = installedServers();
  if (files.length === 0 || servers.length === 0) {
    process.stderr.write(
      files.length === 0 ? 'usage: measure-used-memory.ts FILE…\n' : 'no servers: npm run get-server\n',
    );
    return 2;
  }
  process.stdout.write(
    '| file | server | measured | said | of which tables | error |\n|---|---|---:|---:|---:|---:|\n',
  );
  for (const file of files) {
    for (const server of servers) {
      const { bytes, allocator } = await measureGrowth(server, file, await measureEmpty(server));
      const { allocated, tables } = await predictGrowth(server, allocator, file);
      const said = allocated + tables;
      const error = (100 * (said - bytes)) / bytes;
      process.stdout.write(
        `| ${basename(file)} | ${server.name} | ${bytes} | ${Math.round(said)} | ${tables} | ${error.toFixed(2)} % |\n`,
      );
    }
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
