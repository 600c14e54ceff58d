/** Regular expressions on keys, as people write them. */
import { isUtf8 } from 'node:buffer';
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

/** A key as what regular expressions are tried on: UTF-8, or Latin-1 if it is none. */
export function keyText(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.length);
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
