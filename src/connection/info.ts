/** What INFO answers, by field. Source: redis src/server.c, genRedisInfoString(). */

export type Info = ReadonlyMap<string, string>;

/** Headings and lines that are no `field:value` are left out. */
export function parseInfo(text: string): Info {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#'));
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
}

/** `db0:keys=…`: databases that hold keys, and how many. */
export function databasesOf(info: Info): ReadonlyMap<number, number> {
  return new Map(
    [...info].flatMap(([field, value]): [number, number][] => {
      const db = /^db(\d+)$/.exec(field)?.[1];
      const keys = /^keys=(\d+)/.exec(value)?.[1];
      return db === undefined || keys === undefined ? [] : [[Number(db), Number(keys)]];
    }),
  );
}
