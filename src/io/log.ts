/** The files of a log in the order they are loaded. Source: aof-replication-resp.md 1.1–1.3. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseManifest, type Manifest, type ManifestFile } from '../aof/manifest.ts';
import { DecodeError, SourceError, within } from '../errors.ts';
import type { Warning } from '../rdb/context.ts';
import { openFile } from './file.ts';
import type { Source } from './source.ts';

export interface LogFile {
  /** Its name in the manifest; of a log that is one file, none. */
  readonly name?: string;
  readonly source: Source;
}

/** A log, open. */
export interface Log {
  readonly files: readonly LogFile[];
  /** Bytes in all, if that is known. */
  readonly size: number | undefined;
  close(): Promise<void>;
}

/** A manifest longer than this is none. */
const LARGEST_MANIFEST = 16 << 20;

export function makeLog(files: readonly LogFile[]): Log {
  let size: number | undefined = 0;
  for (const { source } of files)
    size = source.size === undefined || size === undefined ? undefined : size + source.size;
  return {
    files,
    size,
    async close() {
      for (const { source } of files) await source.close();
    },
  };
}

/**
 * The log that a manifest lists.
 * @throws DecodeError MANIFEST: a rule is broken, or a file is not there; SourceError
 */
export function openManifest(path: string, onWarning?: (warning: Warning) => void): Log {
  const file = basename(path);
  try {
    const manifest = loadManifest(path);
    const [first] = manifest.history;
    if (first !== undefined) {
      const names = manifest.history.map(({ name }) => name).join(', ');
      onWarning?.({ code: 'MANIFEST', message: `history is not read: ${names}`, offset: first.offset, file });
    }
    return openFiles(manifest, path);
  } catch (error) {
    throw within(error, file);
  }
}

function openFiles(manifest: Manifest, path: string): Log {
  const { base, incr } = manifest;
  const files: { name: string; source: Source }[] = [];
  try {
    for (const file of base === undefined ? incr : [base, ...incr]) {
      files.push({ name: file.name, source: openFile(pathOf(file, manifest, path)) });
    }
  } catch (error) {
    for (const { source } of files) void source.close();
    throw error;
  }
  return makeLog(files);
}

/** The one manifest in a directory. Those that were being written when a server stopped do not count. */
export function findManifest(directory: string, names: readonly string[]): string {
  const manifests = names.filter((name) => name.endsWith('.manifest') && !name.startsWith('temp-')).toSorted();
  const [first, second] = manifests;
  if (first === undefined) {
    if (names.some((name) => /\.\d+\.(base\.rdb|base\.aof|incr\.aof)$/.test(name))) {
      throw new DecodeError('MANIFEST', 'is the directory of a log without its manifest');
    }
    throw new SourceError('is a directory, and none of an AOF: it holds no .manifest file');
  }
  if (second !== undefined) {
    throw new SourceError(`is a directory with several manifests: name one of ${manifests.join(', ')}`);
  }
  return join(directory, first);
}

/** @throws DecodeError MANIFEST; SourceError */
export function loadManifest(path: string): Manifest {
  return parseManifest(readManifest(path));
}

function readManifest(path: string): Uint8Array {
  const source = openFile(path);
  try {
    if (source.size > LARGEST_MANIFEST) throw new DecodeError('MANIFEST', 'is too large for a manifest', 0);
    const bytes = new Uint8Array(source.size);
    let length = 0;
    for (;;) {
      const got = length < bytes.length ? source.read(bytes.subarray(length)) : 0;
      if (got === 0) return bytes.subarray(0, length);
      length += got;
    }
  } finally {
    source.close();
  }
}

function pathOf(file: ManifestFile, manifest: Manifest, manifestPath: string): string {
  const directory = dirname(manifestPath);
  const path = join(directory, file.name);
  if (existsSync(path)) return path;
  // A server of 7.0 or later writes such a manifest first, then moves the file of an older one into the directory.
  const before = join(dirname(directory), file.name);
  const upgraded =
    file === manifest.base && manifest.incr.length === 0 && `${file.name}.manifest` === basename(manifestPath);
  if (upgraded && existsSync(before)) return before;
  throw new DecodeError('MANIFEST', `line ${file.line}: there is no file ${JSON.stringify(file.name)}`, file.offset);
}
