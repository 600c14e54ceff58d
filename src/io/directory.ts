/** What stands in a directory that output goes to. */
import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { SourceError } from '../errors.ts';
import { outputError } from './output-error.ts';

/** 'stream': a pipe, a device, a socket. */
export type PathKind = 'none' | 'file' | 'directory' | 'stream';

/** @throws SourceError OUTPUT: it cannot be looked at */
export function kindOf(path: string): PathKind {
  const stats = look(path);
  if (stats === undefined) return 'none';
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'stream';
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(path: string): number {
  return look(path)?.size ?? 0;
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** A file can be written there. @throws SourceError OUTPUT */
export function checkWritable(path: string): void {
  if (kindOf(path) === 'directory') throw new SourceError(`cannot write ${path}: is a directory`, { code: 'OUTPUT' });
  try {
    accessSync(kindOf(path) === 'none' ? dirname(path) : path, constants.W_OK);
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** A file can be made there, or take the place of one: never that of a pipe or a device. @throws SourceError OUTPUT */
export function checkReplaceable(path: string): void {
  if (kindOf(path) === 'stream') {
    throw new SourceError(`cannot write ${path}: it is no file, and only NDJSON goes to a pipe or a device`, {
      code: 'OUTPUT',
    });
  }
  checkWritable(path);
}

/** With those above it. @throws SourceError OUTPUT */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw outputError(path, cause);
  }
}

export function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw outputError(path, cause);
  }
}

export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw outputError(path, cause);
  }
}
