/** A snapshot on its way, in pieces of all sizes, with what follows it. */
import { expect, test } from 'vitest';
import { parseTransferHeader, takeSnapshot } from '../../src/replication/transfer.ts';

const MARK = '0123456789abcdef0123456789abcdef01234567';

test.each([
  ['$0', { kind: 'size', bytes: 0 }],
  ['$239', { kind: 'size', bytes: 239 }],
  ['$9007199254740991', { kind: 'size', bytes: Number.MAX_SAFE_INTEGER }],
  [`$EOF:${MARK}`, { kind: 'mark', mark: Buffer.from(MARK) }],
])('%s', (line, header) => {
  expect(parseTransferHeader('the master', line)).toEqual(header);
});

test.each([
  ['$9007199254740993', 'PROTOCOL', 'the master announces a snapshot of 9007199254740993 bytes'],
  ['$EOF:short', 'PROTOCOL', 'the master is no Redis: to PSYNC it answers "$EOF:short"'],
  ['+OK', 'PROTOCOL', 'the master is no Redis: to PSYNC it answers "+OK"'],
  [
    "-ERR BGSAVE failed, replication can't continue",
    'BUSY',
    "the master gives no snapshot: ERR BGSAVE failed, replication can't continue",
  ],
])('%s', (line, code, message) => {
  expect(() => parseTransferHeader('the master', line)).toThrow(expect.objectContaining({ code, message }));
});

/** The snapshot and what stands behind it, as they are told apart when all comes in pieces of `size`. */
function split(line: string, body: string, size: number): [snapshot: string, rest: string] {
  let snapshot = '';
  let rest: Uint8Array | undefined;
  const take = takeSnapshot(parseTransferHeader('the master', line), (bytes) => {
    snapshot += Buffer.from(bytes).toString('latin1');
  });
  const bytes = Buffer.from(body, 'latin1');
  let at = 0;
  for (; at < bytes.length && rest === undefined; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    const left = take(piece);
    if (left !== undefined) rest = Uint8Array.from(left);
    // What has been handed out is used again.
    piece.fill(0);
  }
  return [snapshot, Buffer.from(rest ?? []).toString('latin1') + bytes.toString('latin1', at)];
}

const NEARLY = `${MARK.slice(0, 39)}x${MARK.slice(0, 20)}`;

test.each([
  ['by its size', '$12', 'REDIS0011abc', '*1\r\n$4\r\nPING\r\n'],
  ['by its size, with a mark in it', `$${MARK.length}`, MARK, MARK],
  ['by a mark', `$EOF:${MARK}`, 'REDIS0011abc', ''],
  ['by a mark, with a feed behind it', `$EOF:${MARK}`, 'REDIS0011abc', '*1\r\n$4\r\nPING\r\n'],
  ['by a mark that nearly stands in it', `$EOF:${MARK}`, `REDIS${NEARLY}`, 'rest'],
  ['of nothing', `$EOF:${MARK}`, '', 'rest'],
])('%s', (_what, line, snapshot, rest) => {
  const body = line.startsWith('$EOF') ? snapshot + MARK + rest : snapshot + rest;
  for (let size = 1; size <= body.length + 1; size++) expect(split(line, body, size)).toEqual([snapshot, rest]);
});
