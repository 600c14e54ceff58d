/** Our module value against the truth's DUMP payload, or, for a vector set, against what the server says of its elements. */
import { compareBytes, type KeyContext } from './key-context.ts';
import type { JsonObject } from './json.ts';
import { asList, asObject, ofBase64, ofHex, ofTruth, quote, type Bytes } from './json-fields.ts';
import { readModuleOpcodes, type ModuleOpcode } from './module-opcodes.ts';

/** DUMP has type byte and module id in front, version and checksum behind. */
const DUMP_HEAD = 10;
const DUMP_FOOT = 10;
const VERSION_MASK = 1023n;

export function compareModule(context: KeyContext, value: JsonObject, row: JsonObject): void {
  const { note } = context;
  const type = row.get('type');
  const module = value.get('$module');
  if (module !== undefined && module !== type) note('$module', module, type);
  const text = value.get('$base64');
  if (typeof text !== 'string') return;
  const payload = ofBase64(text);
  const opcodes = readModuleOpcodes(payload);
  const dump = row.get('dump');
  if (opcodes === undefined) note('module payload does not end where its opcodes do');
  else if (type === 'vectorset') compareVectors(context, payload, opcodes, asObject(row.get('value'), 'truth'));
  else if (typeof dump === 'string') comparePayload(context, value, payload, opcodes, ofHex(dump));
}

/** Some modules do not save what they loaded: then the opcodes have to be the same, and ours the bytes of the file. */
function comparePayload(
  context: KeyContext,
  value: JsonObject,
  payload: Bytes,
  opcodes: readonly ModuleOpcode[],
  dump: Bytes,
): void {
  const version = Number(Buffer.from(dump, 'latin1').readBigUInt64BE(2) & VERSION_MASK);
  if (value.get('version') !== version) context.note('module version', value.get('version'), version);
  const theirs = dump.slice(DUMP_HEAD, -DUMP_FOOT);
  if (payload === theirs) return;
  const kinds = (of: readonly ModuleOpcode[] | undefined): string => (of ?? []).map(({ kind }) => kind).join();
  const alike = kinds(opcodes) === kinds(readModuleOpcodes(theirs));
  if (!alike || !isIn(context, payload)) compareBytes(context, 'module payload', payload, theirs);
}

function compareVectors(
  context: KeyContext,
  payload: Bytes,
  opcodes: readonly ModuleOpcode[],
  truth: JsonObject,
): void {
  const { note } = context;
  const numbers = opcodes.flatMap((opcode) => (opcode.kind === 'uint' ? [opcode.value] : []));
  const strings = new Set(opcodes.flatMap((opcode) => (opcode.kind === 'string' ? [opcode.text] : [])));
  const info = asObject(truth.get('info'), 'truth');
  for (const [i, name] of ['vector_dim', 'size'].entries()) {
    if (numbers[i] !== ofTruth(info.get(name))) note(name, numbers[i], ofTruth(info.get(name)));
  }
  for (const row of asList(truth.get('elements'), 'truth')) {
    const element = asObject(row, 'truth');
    for (const part of ['element', 'raw', 'attributes']) {
      const said = element.get(part);
      const missing = typeof said === 'string' && said !== '' && !strings.has(ofHex(said));
      if (missing) note(`${part} of element ${quote(ofHex(element.get('element')))} is not in the payload`);
    }
  }
  if (!isIn(context, payload)) note('the file does not hold this payload');
}

const isIn = ({ source }: KeyContext, payload: Bytes): boolean =>
  source === undefined || Buffer.from(source).includes(Buffer.from(payload, 'latin1'));
