import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isServerUrl, maskedUrl } from '../../src/connection/mask-url.ts';
import { parseServerUrl } from '../../src/connection/parse-url.ts';
import { withoutSecrets } from '../../commands/hidden-words.ts';

describe('which words are URLs', () => {
  test.each([
    ['redis://host', true],
    ['rediss+cluster://host', true],
    ['unix:///run/redis.sock', true],
    ['http://host', true],
    ['redis:/host', true],
    ['redis:secret@host', true],
    ['dump.rdb', false],
    ['/backup/redis:6379/dump.rdb', false],
    ['./redis://host', false],
    ['redis:dump.rdb', false],
    ['a@b.rdb', false],
    ['-', false],
  ])('%s: %s', (word, want) => {
    expect(isServerUrl(word)).toBe(want);
  });
});

describe('what is shown', () => {
  test.each([
    ['redis://host:1/2', 'redis://host:1/2'],
    ['redis://:secret@host:1/2', 'redis://***@host:1/2'],
    ['redis://ann:secret@[::1]:1', 'redis://***@[::1]:1'],
    ['redis://secret@host', 'redis://***@host'],
    ['redis://:se@cr/et?@host', 'redis://***@host'],
    ['redis://:secret', 'redis://***'],
    ['redis:secret@host', 'redis:***@host'],
    ['http://ann:secret@host/x', 'http://***@host/x'],
    ['redis+sentinel://:secret@a,b/m', 'redis+sentinel://***@a,b/m'],
    ['redis+sentinel://a:1,[::1]:2/m', 'redis+sentinel://a:1,[::1]:2/m'],
    ['unix://:secret@/run/redis.sock', 'unix://***@/run/redis.sock'],
    ['unix:///run/redis@1.sock', 'unix:///run/redis@1.sock'],
    ['redis://host?password=secret&db=1', 'redis://host?password=***&db=1'],
    ['a@b.rdb', 'a@b.rdb'],
  ])('%s: %s', (word, want) => {
    expect(maskedUrl(word)).toBe(want);
  });
});

/** Long enough not to be part of anything else by chance. */
const password = fc
  .tuple(fc.string({ minLength: 1 }), fc.stringMatching(/^[A-Z]{8}$/), fc.string({ minLength: 1 }))
  .map(([before, word, after]) => ({ whole: before + word + after, word }));
const scheme = fc.constantFrom('redis', 'rediss', 'valkey+sentinel', 'redis+cluster', 'unix', 'http');
const place = fc.constantFrom('host', 'host:70000', '[::1', '/run/x.sock', 'a,b/m', 'host/x', 'host?y=1', '');

describe('no password is shown', () => {
  test('raw, in a URL that may be wrong in any way', () => {
    fc.assert(
      fc.property(scheme, fc.constantFrom('', ':', 'ann:'), password, place, (name, user, secret, where) => {
        // Of a path, an @ belongs to it.
        fc.pre(name !== 'unix' || (where.startsWith('/') && user !== ''));
        const url = `${name}://${user}${secret.whole}@${where}`;
        expect(maskedUrl(url)).not.toContain(secret.word);
        expect(messageOf(url)).not.toContain(secret.word);
        const line = withoutSecrets(['replicate', url, `--to=${url}`, '--to', url])?.join(' ');
        expect(line).toBeDefined();
        expect(line).not.toContain(secret.word);
      }),
    );
  });

  test('encoded', () => {
    fc.assert(
      fc.property(fc.constantFrom('redis', 'valkeys'), password, place, (name, secret, where) => {
        const url = `${name}://:${encodeURIComponent(secret.whole)}@${where}`;
        expect(maskedUrl(url)).not.toContain(secret.word);
        expect(messageOf(url)).not.toContain(secret.word);
      }),
    );
  });
});

function messageOf(url: string): string {
  try {
    parseServerUrl(url);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('the command line for ps', () => {
  test.each([
    ['dump x.rdb', undefined],
    ['dump -a secret -h host', 'dump -a *** -h host'],
    ['dump -asecret', 'dump -a***'],
    ['dump --pass secret x', 'dump --pass *** x'],
    ['dump --pass=secret x', 'dump --pass=*** x'],
    ['replicate redis://:secret@a --to redis://:secret@b', 'replicate redis://***@a --to redis://***@b'],
    ['replicate redis://a --to=redis://:secret@b', 'replicate redis://a --to=redis://***@b'],
  ])('%s: %s', (line, want) => {
    expect(withoutSecrets(line.split(' '))?.join(' ')).toBe(want);
  });
});
