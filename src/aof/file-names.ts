/** What servers call the files of a log by default. Source: aof-replication-resp.md 1.1; redis.conf, appendfilename. */

export const APPEND_FILE_NAME = 'appendonly.aof';

export function manifestName(appendFileName: string): string {
  return `${appendFileName}.manifest`;
}

export function baseName(appendFileName: string, seq: number, form: 'rdb' | 'aof'): string {
  return `${appendFileName}.${seq}.base.${form}`;
}

export function incrName(appendFileName: string, seq: number): string {
  return `${appendFileName}.${seq}.incr.aof`;
}
