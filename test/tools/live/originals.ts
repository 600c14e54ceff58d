/** RDB files of real servers, each with the server at hand that is to load it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions, type Installed } from './installed.ts';

export interface Original {
  /** As in `redis-8.6.3/rdb-streams/dump.rdb`. */
  readonly name: string;
  /** As in `redis-8.6.3`. */
  readonly writer: string;
  readonly path: string;
}

const WRITER = /^(\w+)-(\d+)\.(\d+)\.(\d+)$/;

/** All below a folder that is laid out `<server>-<version>/<case>/dump.rdb`. */
export function readOriginals(folder: string): readonly Original[] {
  const writers = folders(folder).filter((name) => WRITER.test(name));
  return writers.flatMap((writer) =>
    folders(join(folder, writer)).flatMap((name) => {
      const path = join(folder, writer, name, 'dump.rdb');
      return existsSync(path) ? [{ name: `${writer}/${name}/dump.rdb`, writer, path }] : [];
    }),
  );
}

/** The server that wrote it, or the oldest at hand that is newer and of the same family; for KeyDB, of Redis. */
export function loaderOf({ writer }: Original, installed: readonly Installed[]): Installed | undefined {
  const [, family, ...numbers] = WRITER.exec(writer) ?? [];
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  return installed.find(
    (server) =>
      server.family === (family === 'keydb' ? 'redis' : family) &&
      compareVersions(server.version, [major, minor, patch]) >= 0,
  );
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
