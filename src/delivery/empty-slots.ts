/**
 * A script that deletes the keys of slots where there is no cluster: ARGV has the first and the last slot of each range. All databases
 * are looked through; our own markers stay. Source: redis 8.6 src/cluster.h, keyHashSlot(); src/crc16.c.
 */
export const EMPTY_SLOTS = `
if redis.replicate_commands then redis.replicate_commands() end
local band, bxor, shl, shr = bit.band, bit.bxor, bit.lshift, bit.rshift
local crcs = {}
for i = 0, 255 do
  local crc = shl(i, 8)
  for _ = 1, 8 do
    crc = shl(crc, 1)
    if band(crc, 0x10000) ~= 0 then crc = bxor(crc, 0x11021) end
  end
  crcs[i] = crc
end
local function slot_of(key)
  local open = string.find(key, '{', 1, true)
  local close = open and string.find(key, '}', open + 1, true)
  if close and close > open + 1 then key = string.sub(key, open + 1, close - 1) end
  local crc = 0
  for i = 1, #key do
    crc = bxor(band(shl(crc, 8), 0xffff), crcs[bxor(shr(crc, 8), string.byte(key, i))])
  end
  return band(crc, 0x3fff)
end
local chosen = {}
for i = 1, #ARGV, 2 do
  for slot = tonumber(ARGV[i]), tonumber(ARGV[i + 1]) do chosen[slot] = true end
end
local marker = 'rdb-tool:replicate'
local db = 0
while redis.pcall('SELECT', tostring(db)).ok do
  local cursor = '0'
  repeat
    local page = redis.call('SCAN', cursor, 'COUNT', '1000')
    cursor = page[1]
    for _, key in ipairs(page[2]) do
      if chosen[slot_of(key)] and string.sub(key, 1, #marker) ~= marker then redis.call('DEL', key) end
    end
  until cursor == '0'
  db = db + 1
end
return redis.status_reply('OK')
`.trim();
