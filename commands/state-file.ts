/** The file of --state. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceError } from '../src/errors.ts';
import type { StateStore } from '../src/delivery/state-saver.ts';
import { replaceFile } from '../src/io/durable-file.ts';
import { errorText } from '../src/io/file.ts';

export function stateFile(path: string): StateStore {
  return {
    path,
    load() {
      if (!existsSync(path)) return undefined;
      try {
        return readFileSync(path);
      } catch (cause) {
        throw new SourceError(`cannot read ${path}: ${errorText(cause)}`, { cause });
      }
    },
    save: (bytes) => replaceFile(path, bytes),
  };
}
