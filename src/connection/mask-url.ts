/** Which words name servers, and how those words may be shown. */

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** What was meant for a URL, and is none: `redis:/host`, `redis:secret@host`. Such a word must not be shown as the name of a file. */
const NEARLY = /^(?:redis|rediss|valkey|valkeys|unix)(?:\+[a-z]+)?:(?:\/|.*@)/is;
const UNIX = /^unix:/i;
const PREFIX = /^[^:]*:\/{0,2}/;
/** Parameters whose names sound like it hold secrets. */
const SECRET_PARAMETER = /([?&][^=&#]*(?:pass|pwd|auth|secret|token|key|cred)[^=&#]*=)[^&#]*/gi;
/** Hosts with ports, up to the path: what may be shown though no `@` stands before it. */
const HOSTS = /^(?:\[[^\]@]*\]|[^:@[\]/?#]*)(?::\d{1,5})?(?:,(?:\[[^\]@]*\]|[^:@[\]/?#]*)(?::\d{1,5})?)*(?=[/?]|$)/;
const MASK = '***';

/** Whether a word is a server's URL, right or wrong, and no path. `./redis://x` is a path. */
export function isServerUrl(text: string): boolean {
  return SCHEME.test(text) || NEARLY.test(text);
}

/**
 * The URL without user and password, for messages, logs and files; any other text as it is. What is malformed loses everything before
 * its last `@`, or all of it: nobody knows where a password ends that should have been percent-encoded.
 */
export function maskedUrl(text: string): string {
  if (!isServerUrl(text)) return text;
  const prefix = PREFIX.exec(text)?.[0] ?? '';
  const rest = text.slice(prefix.length);
  // The path of a socket may hold an @ of its own.
  const isSocket = UNIX.test(text);
  const at = isSocket ? rest.lastIndexOf('@/') : rest.lastIndexOf('@');
  if (at < 0 && !(isSocket ? rest.startsWith('/') : HOSTS.test(rest))) return `${prefix}${MASK}`;
  const shown = at < 0 ? rest : `${MASK}${rest.slice(at)}`;
  return `${prefix}${shown.replaceAll(SECRET_PARAMETER, `$1${MASK}`)}`;
}
