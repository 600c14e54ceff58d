/** How servers are reached, and as whom: redis-cli's names. Source: cli-conventions.md, connection; redis 8.6 src/redis-cli.c, usage(). */
import { maskedUrl } from '../../src/connection/mask-url.ts';
import { parseServerUrl } from '../../src/connection/parse-url.ts';
import { UsageError } from '../../src/errors.ts';
import type { Flags } from '../command.ts';
import type { Outside } from '../outside.ts';
import { parseWhole, text, type Argv } from './arguments.ts';
import { connectionSettings, parseTls, type ConnectionSettings } from './connection-settings.ts';

const group = 'Connection';

/** The one server that is read where there is no operand. */
export const SERVER_FLAGS = {
  host: {
    type: 'string',
    alias: 'h',
    group,
    value: 'HOST',
    describe: 'Read from this server: a name or an address, 127.0.0.1 unless given (-h as the last word is --help)',
  },
  port: { type: 'string', alias: 'p', group, value: 'PORT', describe: 'Its port: 6379 unless given' },
  socket: { type: 'string', alias: 's', group, value: 'FILE', describe: 'Read from the server of this unix socket' },
} as const satisfies Flags;

const TLS_FLAGS = {
  tls: {
    type: 'boolean',
    negatable: true,
    group,
    describe:
      'Speak TLS to servers whose URL does not ask for it, too; the other flags of TLS mean it as well, unless --no-tls is given',
  },
  sni: {
    type: 'string',
    group,
    value: 'HOST',
    describe: 'The name that is asked for, and that the certificate must have',
  },
  cacert: { type: 'string', group, value: 'FILE', describe: "CAs that are trusted, in PEM, instead of the system's" },
  cacertdir: { type: 'string', group, value: 'DIR', describe: 'Likewise, all files of this directory' },
  insecure: { type: 'boolean', group, describe: 'Take any certificate unseen' },
  cert: { type: 'string', group, value: 'FILE', describe: 'Our own certificate, in PEM' },
  key: { type: 'string', group, value: 'FILE', describe: 'Its private key, in PEM' },
} as const satisfies Flags;

/** As whom we come to all servers that are read. A URL that has a password of its own goes before it. */
export const CREDENTIAL_FLAGS = {
  user: { type: 'string', group, value: 'NAME', describe: 'The user of the server; its default user unless given' },
  pass: {
    type: 'string',
    alias: 'a',
    group,
    value: 'PASSWORD',
    describe:
      'The password. It shows in the history of the shell: better put it into REDISCLI_AUTH or a file of --auth-file',
  },
  'auth-file': {
    type: 'string',
    group,
    value: 'FILE',
    describe: 'The password is the first line of this file, all of it',
  },
  askpass: { type: 'boolean', group, describe: 'Ask for the password on the terminal' },
  ...TLS_FLAGS,
} as const satisfies Flags;

/** Of servers that are written to. There is no --to-pass: the password stands in the URL or in a file, or is asked for. */
export const TARGET_CONNECTION_FLAGS = targetSide({
  user: CREDENTIAL_FLAGS.user,
  'auth-file': CREDENTIAL_FLAGS['auth-file'],
  askpass: CREDENTIAL_FLAGS.askpass,
  ...TLS_FLAGS,
});

/** Of sources. @throws UsageError */
export function parseConnection(argv: Argv, outside: Outside): ConnectionSettings {
  // As valkey-cli does it, and redis-cli.
  const inherited = outside.env['VALKEYCLI_AUTH'] ?? outside.env['REDISCLI_AUTH'];
  return connectionSettings(argv, outside, (name) => name, 'Password: ', inherited);
}

/** Of targets. @throws UsageError */
export function parseTargetConnection(argv: Argv, outside: Outside): ConnectionSettings {
  return connectionSettings(argv, outside, (name) => `to-${name}`, 'Password of the target: ', undefined);
}

/** A word that names a server. */
const SERVER_WORD = /^(?:-[hps]|--(?:host|port|socket))(?:=|$)/;

/**
 * The URL of the server that is named by flags alone. What the environment says of one is for when there is no operand.
 * @param operand - the first; undefined: there is none
 * @throws UsageError: an operand and flags name a server
 */
export function parseServerFlags(argv: Argv, outside: Outside, operand: string | undefined): string | undefined {
  if (operand === undefined) return serverUrl(argv);
  const word = outside.argv.find((one) => SERVER_WORD.test(one))?.split('=')[0];
  if (word !== undefined && serverUrl(argv) !== undefined) {
    throw new UsageError(`${maskedUrl(operand)} is read, or the server of ${word}: give one of them`);
  }
  return undefined;
}

function serverUrl(argv: Argv): string | undefined {
  const host = text(argv, 'host');
  const port = text(argv, 'port');
  const socket = text(argv, 'socket');
  if (socket !== undefined) {
    if (host !== undefined || port !== undefined) throw new UsageError('--socket goes without --host and --port');
    return `unix://${socket.startsWith('/') ? '' : '/'}${encodeURIComponent(socket).replaceAll('%2F', '/')}`;
  }
  if (host === undefined && port === undefined) return undefined;
  const name = host ?? '127.0.0.1';
  const shown = name.includes(':') ? `[${name.replaceAll('%', '%25')}]` : name;
  const scheme = parseTls(argv).tls ? 'rediss' : 'redis';
  const url = `${scheme}://${shown}${port === undefined ? '' : `:${parseWhole(port, '--port')}`}`;
  parseServerUrl(url);
  return url;
}

function targetSide(flags: Flags): Flags {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { alias: _alias, ...flag }]) => [
      `to-${name}`,
      { ...flag, group: 'Connection to targets' },
    ]),
  );
}
