/** Recorded feeds of a corpus: what masters sent from their answer to PSYNC on. Layout: truth-format.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeMasterOptions } from './fake-master.ts';

export interface RecordedFeed {
  readonly name: string;
  readonly master: Omit<FakeMasterOptions, 'answer' | 'pieces'>;
  readonly stream: Buffer;
  readonly truth: string;
}

interface About {
  readonly feed: {
    readonly command: 'PSYNC' | 'SYNC';
    readonly snapshot: 'length' | 'eof';
    /** First byte of the RDB, and the one behind it. */
    readonly snapshot_at: readonly [number, number];
  };
}

const MARK_BYTES = 40;

export function readFeeds(root: string): RecordedFeed[] {
  const servers = join(root, 'servers');
  if (!existsSync(servers)) return [];
  return readdirSync(servers).flatMap((group) =>
    readdirSync(join(servers, group))
      .filter((name) => existsSync(join(servers, group, name, 'psync.bin')))
      .map((name) => readFeed(`${group}/${name}`, join(servers, group, name))),
  );
}

function readFeed(name: string, folder: string): RecordedFeed {
  const about: About = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8'));
  const bytes = readFileSync(join(folder, 'psync.bin'));
  const { command, snapshot, snapshot_at: at } = about.feed;
  const form = snapshot === 'eof' ? 'mark' : 'size';
  const [, replid, offset] = /^\+FULLRESYNC (\S+) (\d+)/m.exec(bytes.toString('latin1', 0, at[0])) ?? [];
  return {
    name,
    master: {
      form,
      old: command === 'SYNC',
      snapshot: bytes.subarray(...at),
      ...(replid === undefined ? {} : { replid, offset: Number(offset) }),
    },
    stream: bytes.subarray(at[1] + (form === 'mark' ? MARK_BYTES : 0)),
    truth: readFileSync(join(folder, 'truth.jsonl'), 'utf8'),
  };
}
