/**
 * RedisJSON and valkey-json, `ReJSON-RL`: a tree of nodes in version 0, the text itself since.
 *
 *   version 2   B text, U n, [n > 0: B, B]     (a schema's index and path, of 2.0 pre-releases)
 *   version 3   B text
 *   version 0   node := U code, by code: null –; string B; number D; integer U, signed; boolean B "1" or "0";
 *               object U n, n × ( U 128, B name, node ); array U n, n × node
 *
 * Source: rdb-format.md 3.16; RedisJSON 1.0 src/object_type.c; RedisJSON 2 src/redisjson.rs; valkey-json src/json/dom.cc.
 */
import { parseJsonText, type ReadableFields } from '../model/readable.ts';
import { Misfit, type ScalarReader } from './scalar-reader.ts';

/** Source: RedisJSON 1.0 src/object.h, NodeType. */
const NODE_CODES = {
  NULL: 1,
  STRING: 2,
  NUMBER: 4,
  INTEGER: 8,
  BOOLEAN: 16,
  DICT: 32,
  ARRAY: 64,
  KEYVAL: 128,
} as const;
/** RedisJSON 1.0 refuses deeper documents. Source: its deps/jsonsl, JSONSL_MAX_LEVELS. */
const DEEPEST = 512;

const ONE = 0x31;

/** @throws Misfit @returns undefined: another version, or no JSON */
export function readJson(version: number, scalars: ScalarReader): ReadableFields | undefined {
  const text = readText(version, scalars);
  if (text === undefined) return undefined;
  scalars.end();
  const json = parseJsonText(text);
  return json && { json };
}

function readText(version: number, scalars: ScalarReader): Uint8Array | undefined {
  if (version === 3) return scalars.bytes();
  if (version === 2) {
    const text = scalars.bytes();
    if (scalars.uint() > 0n) {
      scalars.bytes();
      scalars.bytes();
    }
    return text;
  }
  if (version !== 0) return undefined;
  const text: string[] = [];
  writeNode(scalars, text, 0);
  return Buffer.from(text.join(''));
}

/** Read a node and put its JSON after `text`. */
function writeNode(scalars: ScalarReader, text: string[], depth: number): void {
  if (depth > DEEPEST) throw new Misfit(`a document deeper than ${DEEPEST}`);
  const code = scalars.small();
  switch (code) {
    case NODE_CODES.NULL:
      text.push('null');
      return;
    case NODE_CODES.STRING:
      text.push(quote(scalars.bytes()));
      return;
    case NODE_CODES.NUMBER: {
      const value = scalars.double();
      if (!Number.isFinite(value)) throw new Misfit(`${value} is no number of JSON`);
      text.push(Object.is(value, -0) ? '-0' : String(value));
      return;
    }
    case NODE_CODES.INTEGER:
      text.push(String(scalars.sint()));
      return;
    case NODE_CODES.BOOLEAN:
      text.push(scalars.bytes()[0] === ONE ? 'true' : 'false');
      return;
    case NODE_CODES.DICT: {
      const count = scalars.count(3);
      text.push('{');
      for (let i = 0; i < count; i++) {
        if (scalars.small() !== NODE_CODES.KEYVAL) throw new Misfit('an object with something else than members');
        text.push(i > 0 ? ',' : '', quote(scalars.bytes()), ':');
        writeNode(scalars, text, depth + 1);
      }
      text.push('}');
      return;
    }
    case NODE_CODES.ARRAY: {
      const count = scalars.count();
      text.push('[');
      for (let i = 0; i < count; i++) {
        if (i > 0) text.push(',');
        writeNode(scalars, text, depth + 1);
      }
      text.push(']');
      return;
    }
    default:
      throw new Misfit(`no such node code ${code}`);
  }
}

function quote(bytes: Uint8Array): string {
  try {
    return JSON.stringify(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Misfit('a string that is no UTF-8');
  }
}
