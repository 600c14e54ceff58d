/** What a source tells of itself. */
import type { SourceHeader } from '../model/sink.ts';
import type { ReportSource } from './report.ts';

/** AUX fields that name the server's version; the later ones are what other servers say beside redis-ver, for compatibility. */
const VERSION_FIELDS = ['redis-ver', 'valkey-ver'];

/** Of the times that a Date holds. Source: ECMA-262, 21.4.1.1. */
const LAST_SECOND = 8.64e12;

export class SourceFacts {
  private readonly name: string;
  private header: SourceHeader | undefined;
  private readonly fields = new Map<string, string>();

  constructor(name: string) {
    this.name = name;
  }

  /** Of the files of a log the first one counts. */
  begin(header: SourceHeader): void {
    this.header ??= { ...header };
  }

  aux(name: string, value: string): void {
    if (!this.fields.has(name) && (name === 'ctime' || name === 'used-mem' || VERSION_FIELDS.includes(name))) {
      this.fields.set(name, value);
    }
  }

  /** Unix ms; undefined, too, if no calendar has the time. */
  get createdMs(): number | undefined {
    const seconds = this.number('ctime');
    return seconds === undefined || seconds > LAST_SECOND ? undefined : seconds * 1000;
  }

  report(keys: number, bytes: number, complete: boolean): ReportSource {
    const { name, header, createdMs } = this;
    const version = VERSION_FIELDS.map((field) => this.fields.get(field)).findLast((text) => text !== undefined);
    const usedMemory = this.number('used-mem');
    return {
      name,
      format: header?.format ?? 'rdb',
      ...(header?.version === undefined ? {} : { version: header.version }),
      ...(version === undefined ? {} : { server: `${header?.dialect ?? 'redis'} ${version}` }),
      ...(usedMemory === undefined ? {} : { usedMemory }),
      ...(createdMs === undefined ? {} : { createdMs }),
      keys,
      bytes,
      complete,
    };
  }

  private number(field: string): number | undefined {
    const text = this.fields.get(field);
    return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
  }
}
