/** What INFO tells of databases and commands, by field. Source: redis src/server.c, genRedisInfoString(). */

/** Databases that hold keys, and how many: `db0:keys=…`. */
export function databasesOf(info: ReadonlyMap<string, string>): ReadonlyMap<number, number> {
  return numbers(info, /^db(\d+)$/, /^keys=(\d+)/, Number);
}

/** How often each command was called, those that never were left out: `cmdstat_get:calls=…`, `cmdstat_function|load:calls=…`. */
export function callsOf(info: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  return numbers(info, /^cmdstat_(.+)$/, /^calls=(\d+)/, (name) => name);
}

function numbers<Key>(
  info: ReadonlyMap<string, string>,
  field: RegExp,
  value: RegExp,
  keyOf: (name: string) => Key,
): ReadonlyMap<Key, number> {
  const found = new Map<Key, number>();
  for (const [name, text] of info) {
    const key = field.exec(name)?.[1];
    const number = value.exec(text)?.[1];
    if (key !== undefined && number !== undefined) found.set(keyOf(key), Number(number));
  }
  return found;
}
