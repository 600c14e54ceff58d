/** What each vector of the newest layouts gives: key records from behind `"key":` on, then perhaps an error. */
import type { ErrorCode } from '../../src/errors.ts';

export interface Vector {
  readonly records?: readonly string[];
  readonly error?: ErrorCode;
}

export const VECTORS: Readonly<Record<string, Vector>> = {
  'server test: template hash, 1 value for 2 fields': { error: 'TEMPLATE' },
  'server test: template hash, empty values listpack': { error: 'TEMPLATE' },
  'server test: template hash, first values entry is a string': { error: 'TEMPLATE' },
  'server test: template hash, zero fields, listpack form': { error: 'TEMPLATE' },
  'server test: template hash, zero fields, raw form': { error: 'TEMPLATE' },
  'server test: template hash, type 30 in a DUMP': { error: 'TEMPLATE' },
  'server test: template hash, type 32 in a DUMP': { error: 'TEMPLATE' },
  'built: DUMP 15, type 29, field names as listpack': {
    records: ['"k","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 29, field names as raw strings': {
    records: ['"k","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 31, field names as raw strings': {
    records: ['"k","type":"hash","encoding":"template-array","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 31, field names as listpack': {
    records: ['"k","type":"hash","encoding":"template-array","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 29, negative template id (ignored)': {
    records: ['"k","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 29, zero checksum': {
    records: ['"k","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2"}'],
  },
  'built: DUMP 15, type 31, integer field name, empty field name, empty value': {
    records: ['"k","type":"hash","encoding":"template-array","value":{"":"","7":"x","ab":"-5"}'],
  },
  'built: DUMP 15, type 29, fields not ascending': { error: 'TEMPLATE' },
  'built: DUMP 15, type 31, duplicate field': { error: 'TEMPLATE' },
  'built: DUMP 15, type 31, longer field before shorter': { error: 'TEMPLATE' },
  'built: DUMP 15, type 29, fields format 2': { error: 'TEMPLATE' },
  'built: DUMP 15, type 29, 3 values for 2 fields': { error: 'TEMPLATE' },
  'built: file 15, one template, two type 30 keys': {
    records: [
      '"k1","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2","field3":"3","field4":"4"}',
      '"k2","type":"hash","encoding":"template-listpack","value":{"field1":"5","field2":"6","field3":"7","field4":"8"}',
    ],
  },
  'built: file 15, one template, two type 32 keys': {
    records: [
      '"k1","type":"hash","encoding":"template-array","value":{"field1":"1","field2":"2","field3":"3","field4":"4"}',
      '"k2","type":"hash","encoding":"template-array","value":{"field1":"5","field2":"6","field3":"7","field4":"8"}',
    ],
  },
  'built: file 15, type 30 key with unknown template id 5': {
    records: [
      '"k1","type":"hash","encoding":"template-listpack","value":{"field1":"1","field2":"2","field3":"3","field4":"4"}',
    ],
    error: 'TEMPLATE',
  },
  'built: file 15, type 32 key with unknown template id 5': {
    records: [
      '"k1","type":"hash","encoding":"template-array","value":{"field1":"1","field2":"2","field3":"3","field4":"4"}',
    ],
    error: 'TEMPLATE',
  },
  'built: file 15, template record with field count 0': { error: 'TEMPLATE' },
  'built: file 15, template record with fields not ascending': { error: 'TEMPLATE' },
  'built: file 15, template id 0 defined twice': { error: 'TEMPLATE' },
  'built: file 15, template nobody refers to, plain string key': {
    records: ['"s","type":"string","encoding":"raw","value":"hello world"'],
  },
  'built: file 15, template id 2^62, type 32 key': {
    records: ['"k","type":"hash","encoding":"template-array","value":{"a":"v"}'],
  },
  'built: file 15, type 32, template order is by length': {
    records: [
      '"k1","type":"hash","encoding":"template-array","value":{"beta":"B1","alpha":"A1","delta":"D1","gamma":"G1"}',
    ],
  },
  'built: DUMP 14, type 28, all four element tags, no cursor': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":4,"items":[[0,"this_is_a_long_sds_string_value_long_enough"],[1,42],[2,"1.5"],[3,"abc"]]}',
    ],
  },
  'built: DUMP 14, type 28, sparse, cursor 49': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":3,"insertIndex":49,"items":[[1000000,"first"],[1000100,"mid"],[1001000,"third"]]}',
    ],
  },
  'built: DUMP 14, type 28, cursor 2^64-2': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":2,"insertIndex":18446744073709551614,"items":[[0,"a"],[1,"b"]]}',
    ],
  },
  'built: DUMP 14, type 28, floats': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":4,"items":[[0,"1.0"],[1,"-0.0"],[2,"0.5"],[3,"-42.0"]]}',
    ],
  },
  'built: DUMP 14, type 28, integers': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":4,"items":[[0,-1],[1,-2305843009213693952],[2,2305843009213693951],[3,9223372036854775807]]}',
    ],
  },
  'built: DUMP 14, type 28, everything stored as plain strings': {
    records: [
      '"k","type":"array","encoding":"array","value":{"length":3,"items":[[0,"42"],[1,"1.5"],[18446744073709551614,""]]}',
    ],
  },
  'built: DUMP 14, type 28, count 0': { error: 'ARRAY' },
  'built: DUMP 14, type 28, cursor flag 2': { error: 'ARRAY' },
  'built: DUMP 14, type 28, element tag 4': { error: 'ARRAY' },
  'built: DUMP 14, type 28, index 2^64-1': { error: 'ARRAY' },
  'built: DUMP 14, type 28, index as encoded value': { error: 'LENGTH' },
  'built: DUMP 14, type 28, cursor 2^64-1': { error: 'ARRAY' },
  'built: DUMP 14, type 28, small string of 8 bytes': { error: 'ARRAY' },
  'built: DUMP 14, type 28, ends inside the element': { error: 'TRUNCATED' },
  'built: DUMP 14, type 27, group with NACK zone': {
    records: [
      '"k","type":"stream","encoding":"stream-listpacks","value":{"entries":[{"id":"1779170191996-0","fields":[["field1","value1"]]},{"id":"1779170191998-0","fields":[["field2","value2"]]},{"id":"1779170192000-0","fields":[["field3","value3"]]},{"id":"1779170192001-0","fields":[["field4","value4"]]}],"length":4,"lastId":"1779170192001-0","firstId":"1779170191996-0","maxDeletedId":"0-0","entriesAdded":4,"groups":[{"name":"mygroup","lastId":"1779170192001-0","entriesRead":4,"pending":[{"id":"1779170191996-0","consumer":"consumer1","deliveredAt":1779170192004,"deliveries":1},{"id":"1779170191998-0","deliveredAt":0,"deliveries":1},{"id":"1779170192000-0","deliveredAt":0,"deliveries":1},{"id":"1779170192001-0","consumer":"consumer1","deliveredAt":1779170192004,"deliveries":1}],"consumers":[{"name":"consumer1","seenAt":1779170192004,"activeAt":1779170192004}],"nacked":["1779170191998-0","1779170192000-0"]}],"idmp":{"duration":100,"maxEntries":100,"producers":[],"added":0,"duplicates":0}}',
    ],
  },
  'built: DUMP 14, type 27, NACK zone order is kept': {
    records: [
      '"k","type":"stream","encoding":"stream-listpacks","value":{"entries":[{"id":"1779170191996-0","fields":[["field1","value1"]]},{"id":"1779170191998-0","fields":[["field2","value2"]]},{"id":"1779170192000-0","fields":[["field3","value3"]]},{"id":"1779170192001-0","fields":[["field4","value4"]]}],"length":4,"lastId":"1779170192001-0","firstId":"1779170191996-0","maxDeletedId":"0-0","entriesAdded":4,"groups":[{"name":"mygroup","lastId":"1779170192001-0","entriesRead":4,"pending":[{"id":"1779170191996-0","consumer":"consumer1","deliveredAt":1779170192004,"deliveries":1},{"id":"1779170191998-0","deliveredAt":0,"deliveries":1},{"id":"1779170192000-0","deliveredAt":0,"deliveries":1},{"id":"1779170192001-0","consumer":"consumer1","deliveredAt":1779170192004,"deliveries":1}],"consumers":[{"name":"consumer1","seenAt":1779170192004,"activeAt":1779170192004}],"nacked":["1779170192000-0","1779170191998-0"]}],"idmp":{"duration":100,"maxEntries":100,"producers":[],"added":0,"duplicates":0}}',
    ],
  },
  'built: DUMP 14, type 27, NACK id owned by a consumer': { error: 'STREAM' },
  'built: DUMP 14, type 27, NACK id not in the group PEL': { error: 'STREAM' },
  'built: DUMP 14, type 27, unowned entry missing from the NACK zone': { error: 'STREAM' },
  'built: DUMP 14, type 27, length 5 but 4 live entries': { error: 'STREAM' },
  'built: DUMP 13, type 26, two idempotent producers': {
    records: [
      '"k","type":"stream","encoding":"stream-listpacks","value":{"entries":[{"id":"1771945454291-0","fields":[["field1","value1"]]},{"id":"1771945454291-1","fields":[["idmp_field","prod1_ent1"]]},{"id":"1771945454291-2","fields":[["idmp_field","prod2_ent1"]]}],"length":3,"lastId":"1771945454291-2","firstId":"1771945454291-0","maxDeletedId":"0-0","entriesAdded":3,"groups":[],"idmp":{"duration":100,"maxEntries":100,"producers":[{"id":"producer1","entries":[{"iid":"iid_p1_e1","id":"1771945454291-1"}]},{"id":"producer2","entries":[{"iid":"iid_p2_e1","id":"1771945454291-2"}]}],"added":2,"duplicates":0}}',
    ],
  },
  'built: DUMP 13, type 26, limits of the IDMP settings, one producer without entries': {
    records: [
      '"k","type":"stream","encoding":"stream-listpacks","value":{"entries":[{"id":"4102444800000-0","fields":[["f","1"]]},{"id":"4102444800000-1","fields":[["f","2"]]}],"length":2,"lastId":"4102444800000-1","firstId":"4102444800000-0","maxDeletedId":"0-0","entriesAdded":2,"groups":[],"idmp":{"duration":86400,"maxEntries":10000,"producers":[{"id":"p0","entries":[]},{"id":"p1","entries":[{"iid":"a","id":"4102444800000-0"},{"iid":"b","id":"4102444800000-1"}]}],"added":7,"duplicates":3}}',
    ],
  },
  'built: DUMP 13, type 26, IDMP duration 0': { error: 'STREAM' },
  'built: DUMP 13, type 26, IDMP duration 86401': { error: 'STREAM' },
  'built: DUMP 13, type 26, IDMP max entries 0': { error: 'STREAM' },
  'built: DUMP 13, type 26, IDMP max entries 10001': { error: 'STREAM' },
  'built: DUMP 13, key metadata class KMT1 version 3 flags 1 (UINT 42, STRING abc), string value': {
    records: [
      '"k","type":"string","encoding":"raw","meta":[{"class":"KMT1","version":3,"flags":1,"payload":{"$module":"KMT1","version":3,"$base64":"AioFA2FiYwA="}}],"value":"hello"',
    ],
  },
  'built: DUMP 13, key metadata, flags 0': {
    records: [
      '"k","type":"string","encoding":"raw","meta":[{"class":"KMT1","version":3,"flags":0,"payload":{"$module":"KMT1","version":3,"$base64":"AioFA2FiYwA="}}],"value":"hello"',
    ],
  },
  'built: DUMP 13, key metadata, two classes a_-9 v31 and ZZZZ v0': {
    records: [
      '"k","type":"string","encoding":"raw","meta":[{"class":"a_-9","version":31,"flags":1,"payload":{"$module":"a_-9","version":31,"$base64":"AYH//////////wA="}},{"class":"ZZZZ","version":0,"flags":1,"payload":{"$module":"ZZZZ","version":0,"$base64":"BAAAAAAAAOA/AwAAgD4A"}}],"value":"x"',
    ],
  },
  'built: DUMP 13, key metadata, 8 classes': { error: 'KEY_META' },
  'built: file 13, expiry, idle, key metadata, string key': {
    records: [
      '"k","type":"string","encoding":"raw","expireAt":4102444800000,"idle":5,"meta":[{"class":"KMT1","version":3,"flags":1,"payload":{"$module":"KMT1","version":3,"$base64":"AioFA2FiYwA="}}],"value":"v"',
    ],
  },
  'built: file 13, key metadata before the expiry': { error: 'KEY_META' },
  'built: file 13, key metadata with 0 classes': { records: ['"k","type":"string","encoding":"raw","value":"v"'] },
  'built: file 16, key with opcode 241, then a plain key': {
    records: [
      '"a","type":"string","encoding":"int","expireAt":4102444800000,"noEvict":true,"value":"1"',
      '"b","type":"string","encoding":"int","value":"2"',
    ],
  },
  'built: DUMP 81, Valkey type 23 path hash': {
    records: [
      '"k","type":"path-hash","encoding":"path-hash","value":[["/a",[["f","1"]]],["/a/b",[["f","2"],["g","x"]]]]',
    ],
  },
  'built: DUMP 81, Valkey type 23, path without fields': { error: 'EMPTY' },
  'built: DUMP 81, Valkey type 23, same path twice': { error: 'DUPLICATE' },
  'built: Valkey compressed file (VCS envelope, one stored LZ4 block)': {
    records: ['"k","type":"string","encoding":"raw","value":"v"'],
  },
};
