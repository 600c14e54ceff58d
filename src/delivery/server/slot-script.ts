/** Keys of some slots of a cluster, on a server that is none: a script deletes them, for it may stand in a transaction. */

import type { SlotRange } from '../../connection/cluster-topology.ts';
import { MARKER_PREFIX } from './marker.ts';

/**
 * EVAL script 0 marker first last [first last …]: in the database that is selected. Keys that begin with `marker` stay.
 * The slot is CRC16 (XMODEM) of the key, or of what stands between its first braces, modulo 16384. Servers 3.2 to 4.0 have to be asked
 * to replicate what a script does. Source: redis 8.0 src/cluster.c, keyHashSlot(); src/crc16.c.
 */
const DELETE_SLOTS = `
local crcs = {}
for i = 0, 255 do
  local crc = i * 256
  for _ = 1, 8 do
    crc = crc * 2
    if crc >= 65536 then crc = bit.bxor(crc - 65536, 4129) end
  end
  crcs[i] = crc
end
local function slot(key)
  local open = key:find('{', 1, true)
  local close = open and key:find('}', open + 1, true)
  if close and close > open + 1 then key = key:sub(open + 1, close - 1) end
  local crc = 0
  for i = 1, #key do
    crc = bit.bxor((crc % 256) * 256, crcs[bit.bxor(math.floor(crc / 256), key:byte(i))])
  end
  return crc % 16384
end
local wanted = {}
for i = 2, #ARGV, 2 do
  for n = tonumber(ARGV[i]), tonumber(ARGV[i + 1]) do wanted[n] = true end
end
if redis.replicate_commands then redis.replicate_commands() end
local deleted, cursor = 0, '0'
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', '1000')
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    if wanted[slot(key)] and key:sub(1, #ARGV[1]) ~= ARGV[1] then deleted = deleted + redis.call('DEL', key) end
  end
until cursor == '0'
return deleted
`.trim();

/** The command that deletes all keys of these slots in the database that is selected; markers stay. */
export function deleteSlots(ranges: readonly SlotRange[]): string[] {
  return ['EVAL', DELETE_SLOTS, '0', MARKER_PREFIX, ...ranges.flat().map(String)];
}
