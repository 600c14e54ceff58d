import { describe, expect, test } from 'vitest';
import { addressText, type ConnectionOptions, type ServerPlace } from '../../src/connection/endpoint.ts';
import { parseServerUrl, urlParameter } from '../../src/connection/parse-url.ts';
import { UsageError } from '../../src/errors.ts';

/** As one line: scheme's kind, addresses, who, database. */
function shown(place: ServerPlace): string {
  const credentials = place.kind === 'single' ? place.endpoint : place.credentials;
  const addresses =
    place.kind === 'single' ? [place.endpoint.address] : place.kind === 'cluster' ? place.seeds : place.sentinels;
  const { user, password, tls } = credentials;
  return [
    place.kind,
    addresses.map(addressText).join(','),
    ...(place.kind === 'sentinel' ? [`master=${place.master}`] : []),
    ...(user === undefined ? [] : [`user=${user}`]),
    ...(password === undefined ? [] : [`password=${password}`]),
    ...(tls === undefined ? [] : ['tls']),
    ...(place.kind === 'cluster' || place.db === undefined ? [] : [`db=${place.db}`]),
  ].join(' ');
}

describe('one server', () => {
  test.each([
    ['redis://', 'single 127.0.0.1:6379'],
    ['redis://host', 'single host:6379'],
    ['redis://host/', 'single host:6379'],
    ['REDIS://host:6380', 'single host:6380'],
    ['redis://:6380', 'single 127.0.0.1:6380'],
    ['redis://host/3', 'single host:6379 db=3'],
    ['redis://host?db=3', 'single host:6379 db=3'],
    ['redis://host/3?db=3', 'single host:6379 db=3'],
    ['rediss://host', 'single host:6379 tls'],
    ['valkey://host', 'single host:6379'],
    ['valkeys://host:1/2', 'single host:1 tls db=2'],
    ['redis://[::1]', 'single [::1]:6379'],
    ['redis://[fd00::1]:6380/1', 'single [fd00::1]:6380 db=1'],
    ['redis://[fe80::1%25eth0]:6380', 'single [fe80::1%eth0]:6380'],
    ['redis://:secret@host', 'single host:6379 password=secret'],
    ['redis://ann:secret@host', 'single host:6379 user=ann password=secret'],
    ['redis://secret@host', 'single host:6379 password=secret'],
    ['redis://ann:@host', 'single host:6379 user=ann password='],
    ['redis://a%3Ab:s%40%2F%3F%23%25%C3%BC@host', 'single host:6379 user=a:b password=s@/?#%ü'],
    ['redis://:a:b@host', 'single host:6379 password=a:b'],
    ['unix:///run/redis.sock', 'single /run/redis.sock'],
    ['unix:///run/redis@1.sock?db=2', 'single /run/redis@1.sock db=2'],
    ['unix:///run/a%20b%3F.sock', 'single /run/a b?.sock'],
    ['unix://:secret@/run/redis.sock', 'single /run/redis.sock password=secret'],
    ['unix://ann:secret@/run/redis.sock', 'single /run/redis.sock user=ann password=secret'],
  ])('%s', (url, want) => {
    expect(shown(parseServerUrl(url))).toBe(want);
  });
});

describe('sentinels and clusters', () => {
  test.each([
    ['redis+sentinel://a,b:1,[::1]:2/mymaster', 'sentinel a:26379,b:1,[::1]:2 master=mymaster'],
    ['rediss+sentinel://ann:s@a/m%2F1/3', 'sentinel a:26379 master=m/1 user=ann password=s tls db=3'],
    ['valkey+sentinel://a/m?db=1', 'sentinel a:26379 master=m db=1'],
    ['redis+cluster://a,b:7001', 'cluster a:6379,b:7001'],
    ['redis+cluster://a/0', 'cluster a:6379'],
    ['valkeys+cluster://:s@a', 'cluster a:6379 password=s tls'],
  ])('%s', (url, want) => {
    expect(shown(parseServerUrl(url))).toBe(want);
  });
});

describe('what flags say, and what the URL says itself', () => {
  const tlsSettings = { insecure: false, cacert: 'ca.pem' };

  test.each([
    ['redis://h', { user: 'ann', password: 's' }, 'single h:6379 user=ann password=s'],
    ['redis://:t@h', { user: 'ann', password: 's' }, 'single h:6379 user=ann password=t'],
    ['redis://bob:t@h', { user: 'ann', password: 's' }, 'single h:6379 user=bob password=t'],
    ['redis://bob@h', { password: 's' }, 'single h:6379 user=bob password=s'],
    ['redis://h', { tls: true, tlsSettings }, 'single h:6379 tls'],
    ['redis://h', { tls: false, tlsSettings }, 'single h:6379'],
    ['rediss://h', { tls: false, tlsSettings }, 'single h:6379 tls'],
    ['unix:///s', { tls: true, tlsSettings, password: 's' }, 'single /s password=s'],
  ] satisfies [string, ConnectionOptions, string][])('%s, %j', (url, flags, want) => {
    expect(shown(parseServerUrl(url, flags))).toBe(want);
  });

  test('how TLS is spoken', () => {
    expect(parseServerUrl('rediss://h', { tlsSettings })).toMatchObject({ endpoint: { tls: tlsSettings } });
    expect(parseServerUrl('rediss://h')).toMatchObject({ endpoint: { tls: { insecure: false } } });
  });
});

test('parameters that the caller knows', () => {
  const url = 'redis://h/1?stream=my%20feed&x';
  expect(shown(parseServerUrl(url, {}, ['stream', 'x']))).toBe('single h:6379 db=1');
  expect(urlParameter(url, 'stream')).toBe('my feed');
  expect(urlParameter(url, 'x')).toBe('');
  expect(urlParameter(url, 'y')).toBeUndefined();
});

describe('what is no URL of a server', () => {
  test.each([
    ['http://host', 'http://host: is no URL of a server: they begin with unix://, redis://'],
    ['redis:/host', 'redis:/host: is no URL of a server'],
    ['redis://:p@a,b', 'redis://***@a,b: has several hosts: redis+cluster:// and redis+sentinel:// take those'],
    ['redis://host/1/2', 'redis://host/1/2: has more behind the host than a database'],
    ['redis://host/one', 'redis://host/one: has a database that is no number'],
    ['redis://host/1?db=2', 'redis://host/1?db=2: names two databases: 1 and 2'],
    ['redis://host:0', 'redis://host:0: has a port that is none: they go up to 65535'],
    ['redis://host:65536', 'redis://host:65536: has a port that is none'],
    ['redis://host:port', 'redis://***: has no host and port where they should stand'],
    ['redis://::1', 'redis://***: has no host and port where they should stand: an address of IPv6 stands in brackets'],
    ['redis://[::g]', 'redis://[::g]: has no host and port where they should stand'],
    ['redis://:p/w@host', 'redis://***@host: has a password with characters that have to be encoded'],
    ['redis://:p@w@host', 'redis://***@host: has a password with characters that have to be encoded'],
    ['redis://:%zz@host', 'redis://***@host: has a % that begins no encoded character: % itself is %25'],
    ['redis://host#1', 'redis://***: has a #, which means nothing here'],
    ['redis://host?bd=1', 'redis://host?bd=1: there is no parameter bd'],
    ['redis://host?db=1&db=1', 'redis://host?db=1&db=1: has the parameter db twice'],
    ['unix://', 'unix://***: names no socket: its path stands behind unix://, and begins with /'],
    ['unix://run/redis.sock', 'unix://***: names no socket'],
    ['redis+sentinel://a', 'redis+sentinel://a: does not say which master: its name stands behind the hosts'],
    ['redis+sentinel://a/m/1/2', 'redis+sentinel://a/m/1/2: has more behind the hosts than the name of a master'],
    ['redis+cluster://a/1', 'redis+cluster://a/1: names a database of a cluster: all are read, and --db chooses'],
  ])('%s', (url, what) => {
    const parse = (): ServerPlace => parseServerUrl(url);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(new RegExp(`^${what.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`));
  });
});
