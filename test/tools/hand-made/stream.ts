/** One stream in the five layouts that streams have had. Source: rdb-format.md 3.6, 4.5. */
import { bytes, hex, length, listpack, rawStreamId, streamId, string, time } from '../rdb-bytes.ts';

export type StreamVersion = 1 | 2 | 3 | 4 | 5;

const DELETED = 1;
const SAME_FIELDS = 2;
const SEEN = 1700000000000;
const ACTIVE = 1699999999999;

/** 5-1 a=b and 6-0 x=y z=, between them 5-2, deleted. */
const node = listpack(
  ...[
    // Two live entries, one deleted; one field for all; the end of the head.
    [2, 1, 1, 'a', 0],
    [SAME_FIELDS, 0, 0, 'b', 4],
    [DELETED | SAME_FIELDS, 0, 1, 'c', 4],
    // ms + 1, seq - 1; its own fields, two of them.
    [0, 1, -1, 2, 'x', 'y', 'z', '', 8],
  ].flat(),
);

/** Entries 5-1 and 6-0; group `g` with one pending entry of consumer `al`; group `h`, which has read nothing. */
export function stream(version: StreamVersion): Uint8Array {
  const since = (first: StreamVersion, ...parts: readonly Uint8Array[]): Uint8Array =>
    version >= first ? bytes(...parts) : bytes();
  // Since 5 a second pending entry, which nobody owns any more.
  const pending = version >= 5 ? 2 : 1;
  return bytes(
    1,
    string(rawStreamId(5, 1)),
    string(node),
    length(2),
    streamId(6, 0),
    since(2, streamId(5, 1), streamId(5, 2), length(3)),
    2,
    bytes(
      string('g'),
      streamId(6, 0),
      since(2, length(3)),
      pending,
      since(5, rawStreamId(5, 1), time(0), length(0)),
      rawStreamId(6, 0),
      time(SEEN),
      length(1),
      1,
      bytes(string('al'), time(SEEN), since(3, time(ACTIVE)), 1, rawStreamId(6, 0)),
      since(5, length(1), rawStreamId(5, 1)),
    ),
    bytes(
      string('h'),
      streamId(0, 0),
      // All ones: unknown.
      since(2, hex('81 ffffffffffffffff')),
      0,
      1,
      bytes(string('idle'), time(SEEN), since(3, time(-1)), 0),
      since(5, length(0)),
    ),
    since(4, length(86400), length(100), length(2)),
    since(4, string('p0'), length(0)),
    since(4, string('p1'), length(2), string('a'), streamId(5, 1), string('b'), streamId(6, 0), length(7), length(1)),
  );
}

/** The stream as JSON. */
export function streamText(version: StreamVersion): string {
  const since = (first: StreamVersion, text: string): string => (version >= first ? text : '');
  const entries = '{"id":"5-1","fields":[["a","b"]]},{"id":"6-0","fields":[["x","y"],["z",""]]}';
  const totals = since(2, ',"firstId":"5-1","maxDeletedId":"5-2","entriesAdded":3');
  const nobodys = since(5, '{"id":"5-1","deliveredAt":0,"deliveries":0},');
  const pending = `${nobodys}{"id":"6-0","consumer":"al","deliveredAt":${SEEN},"deliveries":1}`;
  const al = `{"name":"al","seenAt":${SEEN}${since(3, `,"activeAt":${ACTIVE}`)}}`;
  const g = `{"name":"g","lastId":"6-0"${since(2, ',"entriesRead":3')},"pending":[${pending}],"consumers":[${al}]${since(5, ',"nacked":["5-1"]')}}`;
  const h = `{"name":"h","lastId":"0-0","pending":[],"consumers":[{"name":"idle","seenAt":${SEEN}}]${since(5, ',"nacked":[]')}}`;
  const p1 = '{"id":"p1","entries":[{"iid":"a","id":"5-1"},{"iid":"b","id":"6-0"}]}';
  const idmp = `,"idmp":{"duration":86400,"maxEntries":100,"producers":[{"id":"p0","entries":[]},${p1}],"added":7,"duplicates":1}`;
  return `{"entries":[${entries}],"length":2,"lastId":"6-0"${totals},"groups":[${g},${h}]${since(4, idmp)}}`;
}

/** No entries, no nodes: what is left of a stream with a group. */
export const emptyStream = (): Uint8Array =>
  bytes(
    0,
    length(0),
    streamId(7, 7),
    streamId(0, 0),
    streamId(7, 7),
    length(1),
    1,
    string('g'),
    streamId(7, 7),
    length(1),
    0,
    0,
  );

export const emptyStreamText =
  '{"entries":[],"length":0,"lastId":"7-7","firstId":"0-0","maxDeletedId":"7-7","entriesAdded":1,' +
  '"groups":[{"name":"g","lastId":"7-7","entriesRead":1,"pending":[],"consumers":[]}]}';
