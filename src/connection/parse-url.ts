/**
 * URLs of servers. Source: cli-conventions.md, connection; redis 8.6 src/cli_common.c, parseRedisUri(); the registration of the
 * scheme `redis` with IANA.
 *
 *   redis://[[user]:password@][host][:port][/db]       also rediss:// (TLS), valkey://, valkeys://
 *   unix://[[user]:password@]/path/of/the.sock[?db=n]
 *   redis+sentinel://[…@]host[:port][,host[:port]…]/master[/db]    also rediss+, valkey+, valkeys+
 *   redis+cluster://[…@]host[:port][,host[:port]…]                 likewise
 */
import { isIPv6 } from 'node:net';
import { UsageError } from '../errors.ts';
import type { Address, ConnectionOptions, Credentials, Endpoint, ServerPlace } from './endpoint.ts';
import { maskedUrl } from './mask-url.ts';

interface Scheme {
  readonly kind: ServerPlace['kind'];
  readonly tls: boolean;
  /** Of hosts that say none; undefined: a socket. */
  readonly port: number | undefined;
}

const SERVER_PORT = 6379;
const SENTINEL_PORT = 26379;
const LAST_PORT = 65535;
const LOCAL_HOST = '127.0.0.1';

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['unix', { kind: 'single', tls: false, port: undefined }],
  ...['redis', 'valkey'].flatMap((family) =>
    [false, true].flatMap((tls): [string, Scheme][] => {
      const scheme = tls ? `${family}s` : family;
      return [
        [scheme, { kind: 'single', tls, port: SERVER_PORT }],
        [`${scheme}+sentinel`, { kind: 'sentinel', tls, port: SENTINEL_PORT }],
        [`${scheme}+cluster`, { kind: 'cluster', tls, port: SERVER_PORT }],
      ];
    }),
  ),
]);

/** The parts of a URL, still encoded. Texts are empty where nothing stands. */
interface Parts {
  readonly scheme: Scheme;
  readonly userinfo: string | undefined;
  /** Between userinfo and path. */
  readonly hosts: string;
  readonly path: string;
  readonly query: string;
}

/**
 * @param defaults - what flags say; what the URL says goes before it
 * @param known - names of parameters beside `db` that the caller reads by `urlParameter`
 * @throws UsageError, in which no password is shown
 */
export function parseServerUrl(
  text: string,
  defaults: ConnectionOptions = {},
  known: readonly string[] = [],
): ServerPlace {
  const parts = splitUrl(text);
  const { scheme, path } = parts;
  const { port } = scheme;
  // First of all: what stands where hosts should may be a password.
  const addresses = port === undefined ? [] : parts.hosts.split(',').map((host) => parseHost(host, port, text));
  const parameters = parseQuery(parts, text);
  const unknown = [...parameters.keys()].find((name) => name !== 'db' && !known.includes(name));
  if (unknown !== undefined) throw wrong(text, `there is no parameter ${unknown}`);
  const credentials = parseCredentials(parts, defaults, text);
  if (port === undefined) {
    const endpoint: Endpoint = { address: { kind: 'unix', path: decode(path, text) }, ...withoutTls(credentials) };
    return { kind: 'single', endpoint, db: oneDb([parameters.get('db')], text) };
  }
  const [address] = addresses;
  const segments = path.split('/').slice(1);
  switch (scheme.kind) {
    case 'single':
      if (address === undefined || addresses.length > 1) {
        throw wrong(text, 'has several hosts: redis+cluster:// and redis+sentinel:// take those');
      }
      if (segments.length > 1) throw wrong(text, 'has more behind the host than a database');
      return {
        kind: 'single',
        endpoint: { address, ...credentials },
        db: oneDb([segments[0], parameters.get('db')], text),
      };
    case 'sentinel': {
      const [master = '', db, ...more] = segments;
      if (master === '') throw wrong(text, 'does not say which master: its name stands behind the hosts, as /mymaster');
      if (more.length > 0) throw wrong(text, 'has more behind the hosts than the name of a master and a database');
      return {
        kind: 'sentinel',
        sentinels: addresses,
        master: decode(master, text),
        credentials,
        sentinelCredentials: credentials,
        db: oneDb([db, parameters.get('db')], text),
      };
    }
    case 'cluster':
      if ((oneDb([...segments, parameters.get('db')], text) ?? 0) !== 0) {
        throw wrong(text, 'names a database of a cluster: all are read, and --db chooses');
      }
      return { kind: 'cluster', seeds: addresses, credentials };
  }
}

/** The value of a parameter, as `stream` of `redis://host/?stream=feed`. @throws UsageError */
export function urlParameter(text: string, name: string): string | undefined {
  return parseQuery(splitUrl(text), text).get(name);
}

function splitUrl(text: string): Parts {
  const [, name = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const scheme = SCHEMES.get(name.toLowerCase());
  if (scheme === undefined) {
    const known = [...SCHEMES.keys()].map((one) => `${one}://`).join(', ');
    throw wrong(text, `is no URL of a server: they begin with ${known}`);
  }
  // Whatever follows the last @: a password with an @ that is not encoded must not be taken for a host and shown.
  const at = scheme.port !== undefined ? rest.lastIndexOf('@') : rest.startsWith('/') ? -1 : rest.lastIndexOf('@/');
  const userinfo = at < 0 ? undefined : rest.slice(0, at);
  if (userinfo !== undefined && /[/?#@]/.test(userinfo)) {
    throw wrong(text, 'has a password with characters that have to be encoded: / is %2F, ? is %3F, # is %23, @ is %40');
  }
  const place = rest.slice(at + 1);
  if (place.includes('#')) throw wrong(text, 'has a #, which means nothing here');
  const [, hosts = '', path = '', query = ''] = /^([^/?]*)([^?]*)(.*)$/s.exec(place) ?? [];
  if (scheme.port === undefined && (hosts !== '' || path === '')) {
    throw wrong(text, 'names no socket: its path stands behind unix://, and begins with /');
  }
  return { scheme, userinfo, hosts, path, query };
}

/** A word alone is the password, as redis-cli has it; but where flags give a password, it can only be the user. */
function parseCredentials({ userinfo, scheme }: Parts, defaults: ConnectionOptions, text: string): Credentials {
  const colon = userinfo?.indexOf(':') ?? -1;
  let first = colon < 0 ? undefined : userinfo?.slice(0, colon);
  let second = userinfo?.slice(colon + 1);
  if (colon < 0 && defaults.password !== undefined) [first, second] = [second, undefined];
  const user = first === undefined || first === '' ? defaults.user : decode(first, text);
  const password = second === undefined ? defaults.password : decode(second, text);
  const tls = scheme.tls || defaults.tls === true ? (defaults.tlsSettings ?? { insecure: false }) : undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function withoutTls({ user, password }: Credentials): Credentials {
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

/** `host`, `host:6380`, `:6380`, `[::1]`, `[fe80::1%25eth0]:6380`. */
function parseHost(text: string, defaultPort: number, url: string): Address {
  const [whole, bracketed, name, digits] = /^(?:\[([^\]]*)\]|([^:[\]\s]*))(?::(\d+))?$/.exec(text) ?? [];
  const v6 = bracketed === undefined ? undefined : decode(bracketed, url);
  if (whole === undefined || (v6 !== undefined && !isIPv6(v6))) {
    const hint = isIPv6(text) ? ': an address of IPv6 stands in brackets' : '';
    throw wrong(url, `has no host and port where they should stand${hint}`);
  }
  const port = digits === undefined ? defaultPort : Number(digits);
  if (port < 1 || port > LAST_PORT) throw wrong(url, `has a port that is none: they go up to ${LAST_PORT}`);
  const host = v6 ?? decode(name ?? '', url);
  return { kind: 'tcp', host: host === '' ? LOCAL_HOST : host, port };
}

/** The database may stand in two places, which must agree. */
function oneDb(texts: readonly (string | undefined)[], url: string): number | undefined {
  const dbs = texts.filter((text) => text !== undefined && text !== '').map((text) => parseDb(text ?? '', url));
  if (new Set(dbs).size > 1) throw wrong(url, `names two databases: ${dbs.join(' and ')}`);
  return dbs[0];
}

function parseDb(text: string, url: string): number {
  if (!/^\d{1,10}$/.test(text)) throw wrong(url, 'has a database that is no number');
  return Number(text);
}

function parseQuery({ query }: Parts, text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.slice(1).split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=');
    if (parameters.has(name)) throw wrong(text, `has the parameter ${name} twice`);
    parameters.set(name, decode(value.join('='), text));
  }
  return parameters;
}

function decode(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(url, 'has a % that begins no encoded character: % itself is %25');
  }
}

function wrong(url: string, what: string): UsageError {
  return new UsageError(`${maskedUrl(url)}: ${what}`);
}
