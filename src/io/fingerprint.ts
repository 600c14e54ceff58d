/** Whether a file still is what it was up to a byte: told by what stands in front of it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Enough that no two places of a log look alike. */
const LOOKED_AT = 4096;
const DIGITS = 16;

/** Of the last bytes before byte `size`; undefined: there is no such file, or it is shorter. */
export function fingerprint(path: string, size: number): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const bytes = new Uint8Array(Math.min(size, LOOKED_AT));
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(fd, bytes, done, bytes.length - done, size - bytes.length + done);
      if (got === 0) return undefined;
      done += got;
    }
    return createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
