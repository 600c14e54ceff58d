/** Regular expressions on keys, as people write them. */
import { UsageError } from '../errors.ts';

/** Tried on the key as text, of which `.` is any character. @throws UsageError: it does not compile */
export function parseRegex(pattern: string, what: string): RegExp {
  try {
    return new RegExp(pattern, 'su');
  } catch (cause) {
    const [, why] = /: ([^:]+)$/.exec(cause instanceof Error ? cause.message : '') ?? [];
    throw new UsageError(
      `${what} ${JSON.stringify(pattern)} is no regular expression: ${why ?? 'it does not compile'}`,
    );
  }
}
