/** A limit of memory holds: what is planned is no more, and no less than it need be. */
import { expect, test } from 'vitest';
import { KEY_RECORD_BYTES } from '../../../src/diff/key-record.ts';
import { LEAST_MEMORY, PARTITIONS, roomsOf } from '../../../src/diff/match/rooms.ts';

const MB = 1 << 20;

test.each([
  ['nothing', 0, LEAST_MEMORY],
  ['the least', LEAST_MEMORY, LEAST_MEMORY],
  ['16 MB', 16 * MB, 16 * MB],
  ['64 MB', 64 * MB, 64 * MB],
  ['256 MB', 256 * MB, 256 * MB],
  ['1 GB', 1024 * MB, 1024 * MB],
  ['more than there are addresses for', 2 ** 40, 2000 * MB],
])('%s', (_name, memoryBytes, limit) => {
  const { chunkRecords, firstRecords, mostRecords, blockRecords, places } = roomsOf(memoryBytes);
  const records = chunkRecords + firstRecords + mostRecords + PARTITIONS * blockRecords;
  // An arena of its own, and places of three kinds with the room to sort them.
  const planned = records * KEY_RECORD_BYTES + 4 * places + 1.25 * MB;
  expect(planned).toBeLessThanOrEqual(limit);
  expect(planned).toBeGreaterThan(limit - KEY_RECORD_BYTES);
  // The table is most of it; tables grow; blocks and pairs of places fit where they have to.
  expect(mostRecords * KEY_RECORD_BYTES).toBeGreaterThan(0.6 * limit);
  expect(firstRecords).toBeLessThanOrEqual(PARTITIONS * blockRecords);
  expect(PARTITIONS * blockRecords).toBeLessThan(mostRecords);
  expect(blockRecords).toBeLessThanOrEqual(chunkRecords);
  expect(16 * chunkRecords).toBeLessThanOrEqual(places);
});
