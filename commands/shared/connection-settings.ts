/** What flags say of connections, as the values that connections take. */
import type { ConnectionOptions, TlsSettings } from '../../src/connection/endpoint.ts';
import { UsageError } from '../../src/errors.ts';
import type { Outside } from '../outside.ts';
import { readFirstLine } from '../secret.ts';
import { flag, text, type Argv } from './arguments.ts';

/** Reads the password where it is, or asks for it: when it is first wanted, and once. @throws UsageError */
export type ConnectionSettings = () => Promise<ConnectionOptions>;

/** What the flag of a name is called: `to-user` for `user`. */
type Naming = (name: string) => string;

/** Where the password comes from when no URL has one. */
type Secret =
  | { readonly from: 'words'; readonly password: string | undefined }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'terminal'; readonly prompt: string };

/** @param inherited - a password that stands in the environment */
export function connectionSettings(
  argv: Argv,
  outside: Outside,
  named: Naming,
  prompt: string,
  inherited: string | undefined,
): ConnectionSettings {
  const user = text(argv, named('user'));
  const secret = parseSecret(argv, named, prompt, inherited);
  const tls = parseTls(argv, named);
  let options: Promise<ConnectionOptions> | undefined;
  const read = async (): Promise<ConnectionOptions> => {
    const password = await readSecret(secret, outside);
    return { ...tls, ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
  };
  return () => (options ??= read());
}

/** What stands on the command line goes before the environment. */
function parseSecret(argv: Argv, named: Naming, prompt: string, inherited: string | undefined): Secret {
  const password = text(argv, named('pass'));
  const path = text(argv, named('auth-file'));
  const asked = flag(argv, named('askpass')) ?? false;
  const given = [
    ...(password === undefined ? [] : [named('pass')]),
    ...(path === undefined ? [] : [named('auth-file')]),
    ...(asked ? [named('askpass')] : []),
  ];
  if (given.length > 1) throw new UsageError(`--${given.join(' and --')} exclude each other`);
  if (path !== undefined) return { from: 'file', path };
  if (asked) return { from: 'terminal', prompt };
  return { from: 'words', password: password ?? inherited };
}

async function readSecret(secret: Secret, outside: Outside): Promise<string | undefined> {
  switch (secret.from) {
    case 'words':
      return secret.password;
    case 'file':
      return readFirstLine(secret.path);
    case 'terminal': {
      const password = await outside.askSecret(secret.prompt);
      if (password === undefined) throw new UsageError('--askpass asks on the terminal, and there is none');
      return password;
    }
  }
}

/** Whoever names a CA wants it to be used: a connection must not be plain because a flag was forgotten. */
export function parseTls(argv: Argv, named: Naming = (name) => name): Pick<ConnectionOptions, 'tls' | 'tlsSettings'> {
  const words: { -readonly [Name in keyof Omit<TlsSettings, 'insecure'>]: TlsSettings[Name] } = {};
  for (const name of ['sni', 'cacert', 'cacertdir', 'cert', 'key'] as const) {
    const value = text(argv, named(name));
    if (value !== undefined) words[name] = value;
  }
  if ((words.cert === undefined) !== (words.key === undefined)) {
    throw new UsageError(`--${named('cert')} and --${named('key')} go together`);
  }
  const insecure = flag(argv, named('insecure')) ?? false;
  const tls = flag(argv, named('tls')) ?? (insecure || Object.keys(words).length > 0);
  return { tls, tlsSettings: { ...words, insecure } };
}
