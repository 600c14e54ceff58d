/** The records that are no keys, one function each. They read whole and commit before they tell the sink. */
import { DecodeError } from '../errors.ts';
import { parseModuleId } from '../model/module-id.ts';
import { checkCount, type Context } from './context.ts';
import { readLibraryHead } from './library-head.ts';
import { skipModule } from './module-opcodes.ts';
import { checkTemplateFields } from './template.ts';

/** Slots of a cluster. Source: redis src/cluster.h, CLUSTER_SLOTS. */
const LAST_SLOT = 16383;
const JOB_NAME_BYTES = 40;
/** REDISMODULE_AUX_BEFORE_RDB, REDISMODULE_AUX_AFTER_RDB. */
const WHEN = { 1: 'before-keys', 2: 'after-keys' } as const;
/** The only opcode before `when`. Source: redis src/rdb.c, rdbSaveSingleModuleAux(). */
const WHEN_OPCODE = 2;

export function readResizeDb({ cursor, sink }: Context, offset: number): void {
  const keys = cursor.length('a count of keys');
  const expires = cursor.length('a count of keys');
  cursor.commit();
  sink.resizeDb(keys, expires, offset);
}

export function readSlotInfo({ cursor, sink }: Context, offset: number): void {
  const slot = cursor.length('a slot');
  const keys = cursor.length('a count of keys');
  const expires = cursor.length('a count of keys');
  if (slot > LAST_SLOT) throw new DecodeError('SLOT', `slot ${slot} is over ${LAST_SLOT}`, offset);
  cursor.commit();
  sink.slotInfo(slot, keys, expires, offset);
}

/** Valkey 9: slots being imported, with the name of the job. Source: rdb-format.md 1.4. */
export function readSlotImport(context: Context, offset: number): void {
  const { cursor, sink } = context;
  const job = cursor.stringBytes();
  if (job.length !== JOB_NAME_BYTES) throw new DecodeError('SLOT', `job name of ${job.length} bytes, not 40`, offset);
  const count = cursor.length('a count of slot ranges');
  checkCount(context, count, 2, 'slot ranges', offset);
  const ranges: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    const first = cursor.length('a slot');
    const last = cursor.length('a slot');
    if (first > last || last > LAST_SLOT) throw new DecodeError('SLOT', `no such slot range ${first}-${last}`, offset);
    ranges.push([first, last]);
  }
  cursor.commit();
  sink.slotImport(job, ranges, offset);
}

/** A function library: its code, whose first line names engine and library. Source: redis 7.0 src/functions.c. */
export function readFunction({ cursor, sink }: Context, offset: number): void {
  const code = cursor.stringBytes();
  const { engine, name } = readLibraryHead(code);
  cursor.commit();
  sink.functionLibrary({ engine, name: Buffer.from(name, 'latin1'), code }, offset);
}

/** Functions as the release candidates of 7.0 wrote them. Source: redis 7.0-rc2 src/rdb.c. */
export function readOldFunction({ cursor, sink }: Context, offset: number): void {
  const name = cursor.stringBytes();
  const engine = Buffer.from(cursor.stringBytes()).toString('latin1');
  const description = cursor.length('a flag') === 0 ? undefined : cursor.stringBytes();
  const code = cursor.stringBytes();
  cursor.commit();
  sink.functionLibrary({ engine, name, code, ...(description ? { description } : {}) }, offset);
}

export function readModuleAux({ cursor, sink }: Context, offset: number): void {
  const id = parseModuleId(cursor.length64('a module id'));
  const opcode = cursor.length('a module opcode');
  const when = cursor.length('when the data is loaded');
  if (opcode !== WHEN_OPCODE || (when !== 1 && when !== 2)) {
    throw new DecodeError('MODULE', `module aux of ${id.name} does not say when it is loaded`, offset);
  }
  const start = cursor.at;
  skipModule(cursor);
  sink.moduleAux(id, WHEN[when], start, cursor.at, offset);
  cursor.commit();
}

export function readTemplate(context: Context, offset: number): void {
  const { cursor, sink, templates } = context;
  const id = cursor.length64('a template id');
  const count = cursor.length('a count of fields');
  checkCount(context, count, 1, 'fields', offset);
  const fields: Uint8Array[] = [];
  for (let i = 0; i < count; i++) fields.push(cursor.stringBytes());
  checkTemplateFields(fields, offset);
  templates.define(id, fields, offset);
  cursor.commit();
  sink.hashTemplate(id, fields, offset);
}
