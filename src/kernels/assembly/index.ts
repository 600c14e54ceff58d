/** The kernels: byte loops over one memory. Every address is the caller's; nothing is read or written outside of it. */
import { crc64Init } from './crc64';
import { integerInit } from './integer';
import { base64Init } from './text';

export { registers } from './status';
export { jsonCommand, scanCommands } from './commands';
export { crc64 } from './crc64';
export { lzfInflate } from './lzf';
export { lzfDeflate } from './deflate';
export { putI64, putU64 } from './integer';
export { doublePowers, putDouble, readDouble } from './double';
export { intsetLongest, listpackLongest } from './packed-longest';
export { scanStoredKeys } from './stored-keys';
export { scanElements, scanHead, scanLength, skipElements } from './strings';
export {
  clearTimes, intsetOpen, intsetRows, listpackOpen, listpackRows, pairScores, tripleTimes, ziplistOpen, ziplistRows, zipmapOpen, zipmapRows,
} from './packed';
export { matchRecords, moveWaiting } from './match';
export { keepRows, longestRow, packRows, putListpackEntry, putListpackNumber, sortRows } from './pack';
export { partRecords, takePlaces } from './partition';
export { sortPlaces } from './places';
export { countPrefix, countPrefixes, dropPrefixes, prefixParent } from './prefixes';
export { putElements, putLength, putRdbString, readIntegers } from './rdb-strings';
export { jsonEntry, streamId } from './stream';
export { jsonStringKeys, scanStringKeys } from './string-keys';
export { respCommand, respRows, respStringKeys, putBulk } from './resp';
export { enterKeys, hashKey, hashStringKeys, moveKeys } from './seen';
export { putCsvField, putCsvSizes, putJsonSizes, putSizedStrings } from './sized-lines';
export { nextLarge, tallySizes } from './sizes';
export {
  addElements, addFrame, beginValue, digestEntry, digestExpiry, digestFields, digestItems, digestMembers, digestPath, digestPending, digestSet, digestString,
} from './digests';
export { putKeyRecord, putStringRecords } from './key-records';
export { streamBegin, streamUpdate, streamDigest } from './xxh3-stream';
export { xxh3 } from './xxh3';
export { firstDuplicate } from './unique';
export { differentBits, dotBytes, dotFloats } from './vectors';
export { base64, escapeLatin1, escapeText, jsonRows, putKeyFrame, putString, rowsAreNames, utf8End } from './text';

/** Fill the tables. Called once, after instantiation. Returns the first byte that is free. */
export function init(): usize {
  crc64Init();
  integerInit();
  base64Init();
  return __heap_base;
}
