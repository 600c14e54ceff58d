/** Bytes as text for people. */

/** The short forms. */
export const ESCAPES: Readonly<Record<number, string>> = {
  0x5c: '\\\\',
  0x22: '\\"',
  0x0a: '\\n',
  0x0d: '\\r',
  0x09: '\\t',
  0x07: '\\a',
  0x08: '\\b',
};

/** Quoted as redis-cli does, with a mark where it is cut. Source: redis src/sds.c, sdscatrepr(). */
export function quoteBytes(bytes: Uint8Array, most = 100): string {
  let text = '';
  for (const byte of bytes.subarray(0, most)) {
    const printable = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    text += ESCAPES[byte] ?? printable;
  }
  return bytes.length > most ? `"${text}"… (${bytes.length} bytes)` : `"${text}"`;
}
