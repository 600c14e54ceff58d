/** The RDB files that tests walk: every fixture, and the corpus of server files where RDB_CORPUS names its folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** Paths of all files below `folder` that begin as RDB files do. */
export function rdbFiles(folder: string | undefined): string[] {
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rdb'))
    .map((name) => join(folder, name))
    .filter((path) => /^(REDIS|VALKEY)/.test(readFileSync(path).toString('latin1', 0, 6)))
    .toSorted();
}
