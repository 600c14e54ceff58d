/** Small files that are there whole, old or new, whenever the machine stops. */
import { open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { outputError } from './output-error.ts';

/** What file systems answer that cannot sync a directory: there it is not needed. */
const NO_DIRECTORY_SYNC = new Set(['EISDIR', 'EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EBADF']);

/** Its content, once and for all: when this resolves, it is on the disk. @throws SourceError OUTPUT */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    // What a link leads to is replaced, not the link.
    const place = await realpath(path).catch(() => path);
    const temporary = join(dirname(place), `.${basename(place)}.tmp`);
    const there = await stat(place).catch(() => undefined);
    const file = await open(temporary, 'w', 0o666);
    try {
      // A file that was not for everybody's eyes stays so.
      if (there !== undefined) await file.chmod(there.mode);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place);
    await syncDirectory(dirname(place));
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** Names that were made, changed or removed in a directory are on the disk when this resolves. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    if (!NO_DIRECTORY_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await directory.close();
  }
}
