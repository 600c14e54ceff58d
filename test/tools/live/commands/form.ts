/** A form of a write command, of which random ones are made. */
import type { Command } from '../client.ts';
import { compareVersions, type Installed, type Version } from '../installed.ts';
import type { Reply } from '../reply-reader.ts';
import type { Draw } from './draw.ts';

export interface Form {
  /** How often it comes, beside others; 1, if not told. */
  readonly weight?: number;
  /** The versions that brought it; absent: every server tests run with has it (Redis 7.0, Valkey 7.2). */
  readonly since?: Since;
  /** It may have to wait for another client: sent on a connection of its own. */
  readonly waits?: true;
  make(draw: Draw): Command;
  /** Keep what later commands may name. */
  take?(draw: Draw, reply: Reply): void;
}

/** `undefined`: no version of the family has it. */
export interface Since {
  readonly redis: string | undefined;
  readonly valkey: string | undefined;
}

/** Redict went its own way from Redis 7.2.4. */
const REDICT_AS_REDIS: Version = [7, 2, 4];

export function hasForm({ family, version }: Pick<Installed, 'family' | 'version'>, { since }: Form): boolean {
  if (since === undefined) return true;
  const wanted = family === 'valkey' ? since.valkey : since.redis;
  if (wanted === undefined) return false;
  const [major = 0, minor = 0, patch = 0] = wanted.split('.').map(Number);
  return compareVersions(family === 'redict' ? REDICT_AS_REDIS : version, [major, minor, patch]) >= 0;
}
