/** What is said of a link, for people and for programs. */
import { expect, test } from 'vitest';
import { logLink } from '../../../commands/watch/link-log.ts';
import { ReplicationLog, type LogOptions } from '../../../commands/watch/log.ts';
import type { Outside } from '../../../commands/outside.ts';
import type { LinkEvent } from '../../../src/replication/segment.ts';

function say(event: LinkEvent, options: LogOptions): string {
  let text = '';
  const outside = {
    now: () => 1_800_000_000_000,
    stderr: {
      write(line: string): boolean {
        text += line;
        return true;
      },
    },
  } as unknown as Outside;
  logLink(new ReplicationLog(outside, options), 'mymaster', event);
  return text;
}

const server = '127.0.0.1:6379';
const at = { replid: 'a'.repeat(40), offset: 1234, db: 0 };

test.each<[LinkEvent, string]>([
  [{ kind: 'connecting', server }, 'rdb-tool: 127.0.0.1:6379: connecting\n'],
  [{ kind: 'preparing', server }, 'rdb-tool: 127.0.0.1:6379: prepares a snapshot\n'],
  [{ kind: 'snapshot', server, at, bytes: 2048 }, 'rdb-tool: 127.0.0.1:6379: a snapshot of 2.0 KiB, of offset 1234\n'],
  [{ kind: 'snapshot', server, at, bytes: undefined }, 'rdb-tool: 127.0.0.1:6379: a snapshot, of offset 1234\n'],
  [{ kind: 'live', server, at, resumed: false }, 'rdb-tool: 127.0.0.1:6379: live at offset 1234\n'],
  [{ kind: 'live', server, at, resumed: true }, 'rdb-tool: 127.0.0.1:6379: goes on at offset 1234\n'],
  [
    { kind: 'lost', server, error: new Error('the connection to 127.0.0.1:6379 is lost'), retryMs: 250 },
    'rdb-tool: warning: the connection to 127.0.0.1:6379 is lost; next try in 0.3 s\n',
  ],
])('$kind', (event, text) => {
  expect(say(event, { format: 'text', level: 'debug' })).toBe(text);
});

test('without -v not every step is told, with -q only errors', () => {
  const live: LinkEvent = { kind: 'live', server, at, resumed: false };
  expect(say({ kind: 'connecting', server }, { format: 'text', level: 'info' })).toBe('');
  expect(say(live, { format: 'text', level: 'info' })).not.toBe('');
  expect(say(live, { format: 'text', level: 'error' })).toBe('');
});

test('JSON: an object a line', () => {
  const line = say({ kind: 'live', server, at, resumed: true }, { format: 'json', level: 'info' });
  expect(line.endsWith('\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({
    time: '2027-01-15T08:00:00.000Z',
    level: 'info',
    event: 'live',
    message: '127.0.0.1:6379: goes on at offset 1234',
    source: 'mymaster',
    server,
    replid: at.replid,
    offset: 1234,
    resumed: true,
  });
});
