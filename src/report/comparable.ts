/** Whether figures of two reports can be held against each other. */
import { UsageError } from '../errors.ts';
import type { MemoryReport } from './report.ts';

/**
 * @param name - of the file that `old` comes from
 * @throws UsageError: made by another version of the size model, for another server or allocator
 */
export function checkComparable(old: MemoryReport, now: MemoryReport, name: string): void {
  const refuse = (what: string): never => {
    throw new UsageError(`${name}: ${what}`);
  };
  const { estimator: then } = old;
  const { estimator } = now;
  if (then.version !== estimator.version) {
    refuse(
      `made by version ${then.version} of the size model, and this is version ${estimator.version}: ` +
        'make the baseline again, or give the file it was made of to --against',
    );
  }
  if (then.server !== estimator.server) {
    const advice = adviceFor('--server-version', then.server);
    refuse(`has the sizes of ${then.server}, and these are of ${estimator.server}: ${advice}`);
  }
  if (then.allocator !== estimator.allocator) {
    const advice = adviceFor('--allocator', then.allocator);
    refuse(`has the sizes of ${then.allocator}, and these are of ${estimator.allocator}: ${advice}`);
  }
}

/** A report of shards may have the sizes of several, and no flag names those. */
function adviceFor(flag: string, name: string): string {
  return `${name.includes(', ') ? '' : `give ${flag} ${name}, or `}make the baseline again`;
}
