/** The command line without its passwords. */
import { isServerUrl, maskedUrl } from '../src/connection/mask-url.ts';

const MASK = '***';
/** Flags whose values are passwords. */
const SECRET_FLAGS: ReadonlySet<string> = new Set(['-a', '--pass']);
const SECRET_VALUE = /^(--pass=|-a=?)(?=.)/s;
/** `--to=redis://…` */
const FLAG_VALUE = /^(--[\w-]+=)(.*)$/s;

/** Undefined: there are none. */
export function withoutSecrets(argv: readonly string[]): readonly string[] | undefined {
  const words = argv.map((word, i) => {
    if (SECRET_FLAGS.has(argv[i - 1] ?? '')) return MASK;
    const [secret] = SECRET_VALUE.exec(word) ?? [];
    if (secret !== undefined && !SECRET_FLAGS.has(word)) return `${secret}${MASK}`;
    const [, name = '', value = word] = FLAG_VALUE.exec(word) ?? [];
    return isServerUrl(value) ? `${name}${maskedUrl(value)}` : word;
  });
  return words.some((word, i) => word !== argv[i]) ? words : undefined;
}
