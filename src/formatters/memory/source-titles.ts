/** Inputs as titles of columns. */

/**
 * As much of each path as tells it from the others: `a.rdb` of `/backup/a.rdb`, or, where all files have one name, `shard1` of
 * `/backup/shard1/dump.rdb`.
 */
export function sourceTitles(paths: readonly string[]): string[] {
  const segments = paths.map((path) => path.replace(/(?<=.)\/+$/, '').split('/'));
  while (haveSameEnd(segments)) {
    for (const path of segments) path.pop();
  }
  const longest = Math.max(...segments.map(({ length }) => length));
  const different = new Set(paths).size;
  for (let size = 1; size <= longest; size++) {
    const titles = segments.map((path) => path.slice(-size).join('/'));
    if (new Set(titles).size === different) return titles;
  }
  return [...paths];
}

function haveSameEnd(segments: readonly (readonly string[])[]): boolean {
  const isOfOne = segments.every((path) => path.join('/') === segments[0]?.join('/'));
  return !isOfOne && segments.every((path) => path.length > 1 && path.at(-1) === segments[0]?.at(-1));
}
