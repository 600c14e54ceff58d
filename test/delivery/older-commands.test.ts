/** What newer servers say, in words of older ones. */
import { expect, test } from 'vitest';
import { olderCommands } from '../../src/delivery/older-commands.ts';
import { featuresOf, parseTarget } from '../../src/model/target.ts';
import { CommandLines, through } from '../filter/feed/through.ts';

interface Said {
  readonly lines: readonly string[];
  readonly losses: readonly string[];
}

async function say(server: string, log: readonly string[]): Promise<Said> {
  const losses: string[] = [];
  const features = featuresOf(parseTarget(server, '--target'));
  const lines = await through((sink) => olderCommands(sink, features, (message) => losses.push(message)), log);
  return { lines, losses };
}

test.each<[string, string, readonly string[]]>([
  ['redis-7.0', 'HSETEX h KEEPTTL FIELDS 1 f 1.5', ['HSET h f 1.5']],
  ['redis-7.4', 'HSETEX h FIELDS 1 f v', ['HSET h f v']],
  ['redis-3.2', 'HSETEX h KEEPTTL FIELDS 1 f 1.5', ['HMSET h f 1.5']],
  [
    'redis-7.4',
    'HSETEX h FNX PXAT 1800000000000 FIELDS 2 f 1 g 2',
    ['MULTI', 'HSET h f 1 g 2', 'HPEXPIREAT h 1800000000000 FIELDS 2 f g', 'EXEC'],
  ],
  [
    'redis-7.4',
    'HSETEX h FIELDS 1 PX PX PXAT 1800000000000',
    ['MULTI', 'HSET h PX PX', 'HPEXPIREAT h 1800000000000 FIELDS 1 PX', 'EXEC'],
  ],
  ['valkey-9.1', 'HSETEX h FNX PXAT 1 FIELDS 1 f v', ['HSETEX h FNX PXAT 1 FIELDS 1 f v']],
  ['valkey-9.0', 'HGETDEL h FIELDS 2 f g', ['HDEL h f g']],
  ['redis-8.6', 'HGETDEL h FIELDS 2 f g', ['HGETDEL h FIELDS 2 f g']],
  ['redis-8.2', 'MSETEX 2 a 1 b 2', ['MSET a 1 b 2']],
  ['redis-8.2', 'MSETEX 2 a 1 b 2 NX PXAT 9', ['MULTI', 'MSET a 1 b 2', 'PEXPIREAT a 9', 'PEXPIREAT b 9', 'EXEC']],
  ['redis-8.2', 'MSETEX 2 a 1 b 2 EXAT 9', ['MULTI', 'MSET a 1 b 2', 'EXPIREAT a 9', 'EXPIREAT b 9', 'EXEC']],
  ['redis-8.2', 'MSETEX 2 a 1 b 2 KEEPTTL', ['MULTI', 'SET a 1 KEEPTTL', 'SET b 2 KEEPTTL', 'EXEC']],
  ['redis-8.2', 'SET k v IFEQ x KEEPTTL', ['SET k v KEEPTTL']],
  ['valkey-8.1', 'SET k v IFEQ x', ['SET k v IFEQ x']],
  ['valkey-9.1', 'SET k v PXAT 5 IFNE IFNE', ['SET k v PXAT 5']],
  ['redis-7.0', 'SET k IFEQ', ['SET k IFEQ']],
  ['redis-8.0', 'DELEX k IFEQ v', ['DEL k']],
  ['redis-6.2', 'PEXPIREAT k 5 GT', ['PEXPIREAT k 5']],
  ['redis-7.0', 'PEXPIREAT k 5 GT', ['PEXPIREAT k 5 GT']],
  ['redis-3.2', 'unlink a b', ['DEL a b']],
  ['redis-8.0', 'XADD s KEEPREF MAXLEN = 5 1-1 KEEPREF ACKED', ['XADD s MAXLEN = 5 1-1 KEEPREF ACKED']],
  ['redis-6.0', 'XADD s NOMKSTREAM 1-1 f v', ['XADD s 1-1 f v']],
  ['redis-8.0', 'XDELEX s KEEPREF IDS 2 1-1 2-2', ['XDEL s 1-1 2-2']],
  ['redis-8.0', 'XDELEX s IDS 1 1-1', ['XDEL s 1-1']],
  ['redis-8.0', 'XACKDEL s g IDS 2 1-1 2-2', ['MULTI', 'XACK s g 1-1 2-2', 'XDEL s 1-1 2-2', 'EXEC']],
  ['redis-6.2', 'XGROUP SETID s g 1-1 ENTRIESREAD 5', ['XGROUP SETID s g 1-1']],
  ['redis-6.2', 'XGROUP CREATE s g $ MKSTREAM ENTRIESREAD 5', ['XGROUP CREATE s g $ MKSTREAM']],
  ['redis-6.2', 'XGROUP CREATECONSUMER s g ENTRIESREAD', ['XGROUP CREATECONSUMER s g ENTRIESREAD']],
  ['redis-6.2', 'XSETID s 5-5 ENTRIESADDED 7 MAXDELETEDID 3-3', ['XSETID s 5-5']],
])('for %s: %s', async (server, command, lines) => {
  expect(await say(server, [command])).toEqual({ lines, losses: [] });
});

test.each<[string, string, readonly string[], string]>([
  ['redis-7.4', 'HSETEX h KEEPTTL FIELDS 1 f 1.5', ['HSET h f 1.5'], 'has no HSETEX'],
  ['valkey-8.1', 'HSETEX h PXAT 9 FIELDS 1 f v', ['HSET h f v'], 'expiries of fields are lost'],
  ['valkey-8.1', 'HPEXPIREAT h 9 FIELDS 1 f', [], 'expiries of fields are lost'],
  ['redis-5.0', 'SET k 1.5 KEEPTTL', ['SET k 1.5'], 'an expiry that was to be kept is lost'],
  ['redis-8.0', 'XADD s DELREF MAXLEN 5 1-1 f v', ['XADD s MAXLEN 5 1-1 f v'], 'references of consumer groups'],
  ['redis-8.0', 'XDELEX s ACKED IDS 1 1-1', ['XDEL s 1-1'], 'references of consumer groups'],
  ['valkey-9.1', 'XADD s IDMP p i 1-1 f v', ['XADD s 1-1 f v'], 'what streams know of messages'],
  ['valkey-9.1', 'XCFGSET s IDMP-DURATION 5', [], 'what streams know of messages'],
  ['redis-6.2', 'FUNCTION LOAD code', [], 'functions are lost'],
  ['valkey-9.1', 'VADD v VALUES 1 1 e', [], 'vector sets are lost'],
])('for %s: %s, of which something is lost', async (server, command, lines, lost) => {
  const said = await say(server, [command, command]);
  expect(said.lines).toEqual([...lines, ...lines]);
  expect(said.losses).toHaveLength(1);
  expect(said.losses[0]).toContain(lost);
});

test('what becomes several commands stays in the transaction of the one', async () => {
  const { lines } = await say('redis-8.0', ['MULTI', 'MSETEX 1 a 1 PXAT 9', 'EXEC', 'SET k v']);
  expect(lines).toEqual(['MULTI', 'MSET a 1', 'PEXPIREAT a 9', 'EXEC', 'SET k v']);
});

test('the newest server needs no other words', () => {
  const sink = new CommandLines();
  const features = featuresOf(parseTarget('redis-8.8', '--target'));
  expect(olderCommands(sink, features, () => {})).toBe(sink);
});
