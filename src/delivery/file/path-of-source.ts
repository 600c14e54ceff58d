/** Where what comes from one of several sources goes, if each has a file of its own: `out.rdb` becomes `out.shard-1.rdb`. */
import { extname, join } from 'node:path';

export function pathOfSource(path: string, id: string): string {
  if (id === '') return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${fileNameOf(id)}${extension}`;
}

/** Likewise of directories, one within: `dir/` becomes `dir/shard-1/`. */
export function directoryOfSource(path: string, id: string): string {
  return id === '' ? path : join(path, fileNameOf(id));
}

function fileNameOf(id: string): string {
  return id.replaceAll(/[^\w.-]/g, '_');
}
