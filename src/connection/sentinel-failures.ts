import { ReplicationError } from '../errors.ts';
import type { Address } from './endpoint.ts';

/** Why no sentinel helped, in one line. */
export class SentinelFailures {
  private readonly master: string;
  private readonly errors: { readonly address: Address; readonly error: Error }[] = [];
  private known: Set<string> | undefined;

  constructor(master: string) {
    this.master = master;
  }

  /** @throws the error, if it is none of a server's */
  add(address: Address, error: unknown): void {
    if (!(error instanceof ReplicationError)) throw error;
    this.errors.push({ address, error });
  }

  /** A sentinel knows other masters. */
  addUnknown(masters: readonly string[]): void {
    this.known = new Set([...(this.known ?? []), ...masters]);
  }

  error(): ReplicationError {
    const { master, known, errors } = this;
    if (known !== undefined) {
      const others = known.size === 0 ? 'none at all' : [...known].join(', ');
      return new ReplicationError(
        'CONNECT',
        `no sentinel knows a master ${JSON.stringify(master)}: they know ${others}`,
      );
    }
    // Whatever is no matter of reaching somebody says more than that.
    const telling = errors.map(({ error }) => error).find(isTelling);
    if (telling !== undefined) return telling;
    const whys = errors.map(({ error }) => error.message).join('; ');
    return new ReplicationError('CONNECT', `no sentinel leads to the master ${JSON.stringify(master)}: ${whys}`);
  }
}

function isTelling(error: Error): error is ReplicationError {
  return error instanceof ReplicationError && !['CONNECT', 'TIMEOUT', 'LINK'].includes(error.code);
}
