/** Hashes: HSET and HDEL; HPEXPIREAT and HPERSIST for expiries of fields, of which HSET leaves none. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { ChangedKey, FieldChange } from '../../../diff/change.ts';
import type { Argument } from '../../resp/command-writer.ts';
import { isShorterAnew } from './element-count.ts';
import { LongCommand, writeAll } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';

export function patchFields(key: ChangedKey, writer: PatchWriter): boolean {
  const fields = new Fields(key, writer);
  key.elements((change) => {
    if (change.kind === 'field') fields.take(change);
  });
  return fields.close();
}

class Fields {
  private readonly key: ChangedKey;
  private readonly writer: PatchWriter;
  private readonly set: LongCommand;
  /** By expiry, ms as text: those that are to have it, once they are set. */
  private readonly times = new Map<string, Uint8Array[]>();
  private timed = 0;
  private lasting: Uint8Array[] = [];
  private readonly removed: Uint8Array[] = [];
  private losesTimes = false;
  private told = 0;

  constructor(key: ChangedKey, writer: PatchWriter) {
    this.key = key;
    this.writer = writer;
    this.set = new LongCommand(writer, writer.knows('hsetMany') ? 'HSET' : 'HMSET', key.a.key);
  }

  take({ field, a: before, b }: FieldChange): void {
    const a = this.writer.isGone(before?.expireAtMs) ? undefined : before;
    this.told++;
    if (b === undefined) {
      this.removed.push(field);
      return;
    }
    const isSet = a === undefined || !isSameBytes(a.value, b.value);
    const keepsTime = a !== undefined && this.writer.compared.ignoreTtl;
    const time = keepsTime ? a.expireAtMs : b.expireAtMs;
    const present = isSet ? undefined : a.expireAtMs;
    if (time === undefined && present !== undefined) this.lasting.push(field);
    else if (time !== undefined && time !== present) this.expire(field, time);
    const isWritten = isSet && this.set.add(field, b.value);
    if (isWritten || this.timed >= this.writer.limits.elements) this.writeTimes();
  }

  private expire(field: Uint8Array, time: number | bigint): void {
    if (!this.writer.knows('fieldTtl')) {
      this.losesTimes = true;
      return;
    }
    const fields = this.times.get(String(time));
    if (fields === undefined) this.times.set(String(time), [field]);
    else fields.push(field);
    this.timed++;
  }

  private writeTimes(): void {
    const { writer, times } = this;
    const { key } = this.key.a;
    this.set.close();
    for (const [time, fields] of times) this.writeFields(['HPEXPIREAT', key, time], fields);
    if (writer.knows('fieldTtl')) this.writeFields(['HPERSIST', key], this.lasting);
    times.clear();
    this.timed = 0;
    this.lasting = [];
  }

  /** Commands that say how many fields there are. */
  private writeFields(head: readonly Argument[], fields: readonly Uint8Array[]): void {
    const { elements } = this.writer.limits;
    for (let from = 0; from < fields.length; from += elements) {
      const some = fields.slice(from, from + elements);
      this.writer.command(...head, 'FIELDS', some.length, ...some);
    }
  }

  close(): boolean {
    const { a } = this.key;
    this.writeTimes();
    if (isShorterAnew(this.key, this.removed.length)) return false;
    writeAll(this.writer, ['HDEL', a.key], this.removed);
    if (this.losesTimes) this.writer.lose('expiries of fields', a);
    return this.told > 0;
  }
}
