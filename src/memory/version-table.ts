/** Facts by the version that they came with. */
import type { ServerFamily, ServerModel } from './server-model.ts';

/** Oldest first within a family; a row holds until the next one. */
export type VersionTable<T> = readonly (readonly [family: ServerFamily, major: number, minor: number, facts: T])[];

/** What holds for a server; undefined: all rows of its family are newer. */
export function factsOf<T>(table: VersionTable<T>, server: ServerModel): T | undefined {
  const row = table.findLast(
    ([family, major, minor]) =>
      family === server.family && (major < server.major || (major === server.major && minor <= server.minor)),
  );
  return row?.[3];
}
