/** An RDB file written record by record, each with the line that `dump` has to print for it. */
import { bytes, close, type Part } from '../rdb-bytes.ts';

/** What a file is to lead to besides its records: `warning CODE` and `error CODE`, a line each. */
export type Complaint = `${'warning' | 'error'} ${string}`;

export class HandMadeFile {
  readonly name: string;
  private readonly parts: Uint8Array[];
  private readonly lines: string[];
  private readonly complaints: Complaint[] = [];
  private size: number;

  constructor(name: string, magic: string, dialect = 'redis') {
    this.name = name;
    this.parts = [bytes(magic)];
    this.size = magic.length;
    const version = Number(magic.replace(/^\D+/, ''));
    this.lines = [`{"record":"header","offset":0,"format":"rdb","version":${version},"dialect":"${dialect}"}`];
  }

  /** A record that is printed: its name, its fields as JSON text, and its bytes. */
  record(name: string, fields: string, ...parts: readonly Part[]): this {
    this.lines.push(`{"record":"${name}","offset":${this.size},${fields}}`);
    return this.silent(...parts);
  }

  /** A key record in database `db`; `fields` begins behind the key. */
  key(name: string, fields: string, ...parts: readonly Part[]): this {
    return this.record('key', `"db":${this.db},"key":${JSON.stringify(name)},${fields}`, ...parts);
  }

  private db = 0;

  selectDb(db: number): this {
    this.db = db;
    return this.record('select-db', `"db":${db}`, 254, db);
  }

  aux(name: string, value: string, part: Part): this {
    return this.record('aux', `"name":${JSON.stringify(name)},"value":${JSON.stringify(value)}`, part);
  }

  /** Bytes that no record is printed for. */
  silent(...parts: readonly Part[]): this {
    const part = bytes(...parts);
    this.parts.push(part);
    this.size += part.length;
    return this;
  }

  complains(...complaints: readonly Complaint[]): this {
    this.complaints.push(...complaints);
    return this;
  }

  /** The file, its lines and its complaints. `absent`: as files before RDB 5 are. */
  end(checksum: 'crc' | 'zero' | 'absent' = 'crc'): Finished {
    const body = close(bytes(...this.parts), checksum);
    const word = checksum === 'crc' ? 'ok' : 'none';
    this.lines.push(`{"record":"eof","offset":${this.size},"checksum":"${word}","bytes":${body.length}}`);
    return this.finished(body);
  }

  /** The file as it ends where nothing after the last record is read. */
  refused(code: string): Finished {
    this.complaints.push(`error ${code}`);
    return this.finished(close(bytes(...this.parts), 'crc'));
  }

  private finished(body: Uint8Array): Finished {
    const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
    return { name: this.name, body, records: text(this.lines), complaints: text(this.complaints) };
  }
}

export interface Finished {
  readonly name: string;
  readonly body: Uint8Array;
  /** NDJSON. */
  readonly records: string;
  readonly complaints: string;
}

/** The JSON of a module value or of what a module kept beside a key. */
export function moduleText(name: string, version: number, payload: Uint8Array): string {
  return `{"$module":"${name}","version":${version},"$base64":"${Buffer.from(payload).toString('base64')}"}`;
}
