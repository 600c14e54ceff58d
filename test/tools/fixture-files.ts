/** Where the fixtures are, and which there are. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const FIXTURES = join(import.meta.dirname, '../../fixtures');

export interface FixtureFile {
  /** As in `rdb/redis-8.6.3/rdb-values/dump.rdb`. */
  readonly name: string;
  readonly path: string;
}

/** All files under fixtures/ whose name ends so, by name. */
export function fixtureFiles(ending: string, under = ''): FixtureFile[] {
  return readdirSync(join(FIXTURES, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(FIXTURES, path).split(sep).join('/'), path }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
