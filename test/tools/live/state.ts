/**
 * Everything that a live server holds, as the lines of a truth file (truth-format.md): byte strings in hex, doubles as text,
 * integers that a double cannot hold as digits. What no comparison reads is left out: memory, idle times, frequencies.
 */
import type { Client, Command } from './client.ts';
import { asArray, asBuffer, asHex, asMap, asNumber, asText, isArray, pairsOf } from './reply-fields.ts';
import { ErrorReply, type Reply } from './reply-reader.ts';
import { readStream } from './state-stream.ts';
import { readVectorSet } from './state-vector-set.ts';

/** A line of a truth file, to be. */
type Row = Readonly<Record<string, unknown>>;

/** Keys asked for at once, fields asked for in one command. */
const KEYS_AT_ONCE = 200;
const FIELDS_AT_ONCE = 500;

/** The truth file of what the server holds now. */
export async function readState(client: Client): Promise<string> {
  const rows: Row[] = [await readServer(client), ...(await readFunctions(client))];
  for (const db of await databases(client)) {
    await client.call('SELECT', db);
    const keys = await scan(client);
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      rows.push(...(await readKeys(client, db, keys.slice(at, at + KEYS_AT_ONCE))));
    }
  }
  await client.call('SELECT', 0);
  return rows.map((row) => `${JSON.stringify(row, writeInteger)}\n`).join('');
}

function writeInteger(_name: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Names and values of INFO. */
export async function readInfo(client: Client): Promise<ReadonlyMap<string, string>> {
  const lines = asText(await client.call('INFO')).split('\r\n');
  return new Map(
    lines.filter((line) => /^[^#].*:/.test(line)).map((line) => [line.replace(/:.*/, ''), line.replace(/^.*?:/, '')]),
  );
}

async function readServer(client: Client): Promise<Row> {
  const info = await readInfo(client);
  const server = ['valkey', 'redict'].find((name) => info.has(`${name}_version`)) ?? 'redis';
  return {
    kind: 'server',
    server,
    version: info.get(`${server}_version`),
    redis_version: info.get('redis_version'),
  };
}

/** Lines of libraries, by name. */
export async function readFunctions(client: Client): Promise<readonly Row[]> {
  const reply = await client.ask('FUNCTION', 'LIST', 'WITHCODE');
  if (!isArray(reply)) return [];
  const rows = reply.map(asMap).map((library) => ({
    kind: 'function',
    library: asHex(library.get('library_name')),
    engine: asText(library.get('engine')),
    functions: asArray(library.get('functions'))
      .map((one) => asHex(asMap(one).get('name')))
      .toSorted(),
    code: asHex(library.get('library_code')),
  }));
  return rows.toSorted((a, b) => (a.library < b.library ? -1 : 1));
}

async function databases(client: Client): Promise<number[]> {
  const names = [...(await readInfo(client)).keys()];
  return names.flatMap((name) => (/^db\d+$/.test(name) ? [Number(name.slice(2))] : [])).toSorted((a, b) => a - b);
}

async function scan(client: Client): Promise<Buffer[]> {
  const found = new Map<string, Buffer>();
  let cursor = '0';
  do {
    const [next, keys] = asArray(await client.call('SCAN', cursor, 'COUNT', 1000));
    for (const key of asArray(keys)) found.set(asHex(key), asBuffer(key));
    cursor = asText(next);
  } while (cursor !== '0');
  return [...found.values()].toSorted((a, b) => Buffer.compare(a, b));
}

async function readKeys(client: Client, db: number, keys: readonly Buffer[]): Promise<Row[]> {
  const heads = await client.all(
    keys.flatMap((key): Command[] => [
      ['TYPE', key],
      ['OBJECT', 'ENCODING', key],
      ['PEXPIRETIME', key],
    ]),
  );
  const types = keys.map((_, i) => asText(heads[3 * i]));
  const values = await client.all(keys.map((key, i) => readingCommand(types[i] ?? 'none', key)));
  const rows: Row[] = [];
  for (const [i, key] of keys.entries()) {
    const type = types[i] ?? 'none';
    // Expired since it was listed.
    if (type === 'none' || values[i] === null) continue;
    const encoding = heads[3 * i + 1];
    const expires = asNumber(heads[3 * i + 2]);
    rows.push({
      kind: 'key',
      db,
      key: key.toString('hex'),
      type,
      encoding: Buffer.isBuffer(encoding) ? encoding.toString() : null,
      expire_ms: expires < 0n ? null : expires,
      ...(await readValue(client, type, key, values[i])),
    });
  }
  return rows;
}

/** The one whose reply tells most of a value. */
function readingCommand(type: string, key: Buffer): Command {
  switch (type) {
    case 'string':
      return ['GET', key];
    case 'list':
      return ['LRANGE', key, 0, -1];
    case 'set':
      return ['SMEMBERS', key];
    case 'zset':
      return ['ZRANGE', key, 0, -1, 'WITHSCORES'];
    case 'hash':
      return ['HGETALL', key];
    case 'stream':
      return ['XINFO', 'STREAM', key, 'FULL', 'COUNT', 0];
    default:
      return ['DUMP', key];
  }
}

async function readValue(client: Client, type: string, key: Buffer, reply: Reply | undefined): Promise<Row> {
  switch (type) {
    case 'string':
      return { value: asHex(reply) };
    case 'list':
      return { value: asArray(reply).map(asHex) };
    case 'set':
      return { value: asArray(reply).map(asHex).toSorted() };
    case 'zset':
      return { value: pairsOf(reply).map(([member, score]) => [asHex(member), shortest(asText(score))]) };
    case 'hash':
      return { value: await readHash(client, key, reply) };
    case 'stream':
      return { value: readStream(reply) };
    case 'vectorset':
      return { value: await readVectorSet(client, key), dump: asHex(reply) };
    default:
      return { dump: asHex(reply) };
  }
}

async function readHash(client: Client, key: Buffer, reply: Reply | undefined): Promise<unknown> {
  const pairs = pairsOf(reply).toSorted(([a], [b]) => Buffer.compare(asBuffer(a), asBuffer(b)));
  const times: Reply[] = [];
  for (let at = 0; at < pairs.length; at += FIELDS_AT_ONCE) {
    const fields = pairs.slice(at, at + FIELDS_AT_ONCE).map(([field]) => asBuffer(field));
    const part = await client.ask('HPEXPIRETIME', key, 'FIELDS', fields.length, ...fields);
    if (part instanceof ErrorReply) break;
    times.push(...asArray(part));
  }
  return pairs.map(([field, value], i) => {
    const time = times[i];
    return [asHex(field), asHex(value), typeof time === 'bigint' && time >= 0n ? time : null];
  });
}

/** As JavaScript writes it, but -0. */
export function shortest(text: string): string {
  const infinite = /^(-?)inf/.exec(text);
  if (infinite !== null) return `${infinite[1] ?? ''}inf`;
  const number = Number(text);
  return Object.is(number, -0) ? '-0' : String(number);
}
