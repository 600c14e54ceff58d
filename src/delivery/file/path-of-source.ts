/** Where what comes from one of several sources goes, if each has a file of its own: `out.rdb` becomes `out.shard-1.rdb`. */
import { extname } from 'node:path';

export function pathOfSource(path: string, id: string): string {
  if (id === '') return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${id.replaceAll(/[^\w.-]/g, '_')}${extension}`;
}
