/** What only a master may say, said as clients do. */
import { expect, test } from 'vitest';
import { ClientForms } from '../../src/delivery/client-forms.ts';
import { featuresOf, parseTarget } from '../../src/model/target.ts';
import { through } from '../filter/feed/through.ts';

async function made(target: string, log: readonly string[]): Promise<string[]> {
  const features = featuresOf(parseTarget(target, '--target'));
  return await through((sink) => new ClientForms(sink, features), log);
}

test.each([
  ['XADD s 1-1 f v', 'XADD s 1-1 f v'],
  ['XADD s 1-1 LIMIT 5', 'XADD s 1-1 LIMIT 5'],
  ['XADD s MAXLEN = 9 LIMIT 10 1-1 f v', 'XADD s MAXLEN = 9 1-1 f v'],
  ['xadd s NOMKSTREAM minid 3-1 limit 10 ACKED 1-1 f v', 'xadd s NOMKSTREAM minid 3-1 ACKED 1-1 f v'],
  ['XADD s MAXLEN ~ 9 LIMIT 10 1-1 f v', 'XADD s MAXLEN ~ 9 LIMIT 10 1-1 f v'],
  ['XTRIM s MAXLEN = 9 LIMIT 10', 'XTRIM s MAXLEN = 9'],
  ['XTRIM s MINID = 3-1 LIMIT 10 DELREF', 'XTRIM s MINID = 3-1 DELREF'],
  ['XTRIM s MAXLEN ~ 9 LIMIT 10', 'XTRIM s MAXLEN ~ 9 LIMIT 10'],
  ['SET LIMIT 10', 'SET LIMIT 10'],
])('%s becomes %s', async (before, after) => {
  expect(await made('redis-8.6', [before])).toEqual([after]);
});

/** What it stands for was asked of Redis 8.6.3: XADD s IDMPAUTO p * a b, then BGREWRITEAOF without an RDB preamble. */
const DIGEST = Buffer.from('d6d908589f096a8947096f2ddd9dc09c', 'hex').toString('latin1');

test.each([
  ['XADD s IDMP p i 1-1 f v', ['MULTI', 'XADD s 1-1 f v', 'XIDMPRECORD s p i 1-1', 'EXEC']],
  [
    'XADD s IDMP p i ACKED MAXLEN = 9 LIMIT 1 1-1 f v',
    ['MULTI', 'XADD s ACKED 1-1 f v', 'XIDMPRECORD s p i 1-1', 'XTRIM s MAXLEN = 9 ACKED', 'EXEC'],
  ],
  ['XADD s IDMPAUTO p 1-1 a b', ['MULTI', 'XADD s 1-1 a b', `XIDMPRECORD s p ${DIGEST} 1-1`, 'EXEC']],
])('%s has its record come behind it', async (before, after) => {
  expect(await made('redis-8.6', [before])).toEqual(after);
});

test('a record stays in the transaction of its entry', async () => {
  const log = ['MULTI', 'XADD s IDMP p i 1-1 f v', 'EXEC', 'XADD s IDMP p j 1-2 f v'];
  expect(await made('redis-8.6', log)).toEqual([
    'MULTI',
    'XADD s 1-1 f v',
    'XIDMPRECORD s p i 1-1',
    'EXEC',
    'MULTI',
    'XADD s 1-2 f v',
    'XIDMPRECORD s p j 1-2',
    'EXEC',
  ]);
});

test('a server that knows no producers gets the entry alone', async () => {
  expect(await made('valkey-9.0', ['XADD s IDMP p i 1-1 f v'])).toEqual(['XADD s 1-1 f v']);
});
