/** Outputs that are directories. */
import { statSync } from 'node:fs';

/** Whether a path means a directory: it is one, or ends as one. */
export function isDirectory(path: string): boolean {
  return path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
