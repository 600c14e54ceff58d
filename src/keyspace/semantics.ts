/** Which server wrote a log: commands that changed their meaning are executed as it did. Source: aof-replication-resp.md 2. */
import type { Family } from '../model/target.ts';

export class Semantics {
  readonly family: Family;
  /** The log tells it; if not, it is taken for a recent one. */
  readonly told: boolean;
  private readonly version: number;

  /** @param version - of the server, as in 7.0.15 */
  constructor(family: Family, version: string, told = true) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    this.family = family;
    this.told = told;
    this.version = major * 100 + minor;
  }

  /** Redis from a version on; Valkey goes with Redis 7.2, from which it came. */
  since(major: number, minor: number): boolean {
    const own = this.family === 'valkey' ? Math.min(this.version, 702) : this.version;
    return own >= major * 100 + minor;
  }

  valkeySince(major: number, minor: number): boolean {
    return this.family === 'valkey' && this.version >= major * 100 + minor;
  }
}
