/** Files of real servers as commands. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { decode } from '../../../src/decode.ts';
import { RespFormatter } from '../../../src/formatters/resp/formatter.ts';
import type { Entry } from '../../../src/model/record.ts';
import { readDumpPayload } from '../../../src/read-payload.ts';
import { readEntries } from '../../../src/read-entries.ts';
import { inPieces } from '../../io/pieces.ts';
import { fixtureFiles } from '../../tools/fixture-files.ts';
import { parseCommands } from './commands.ts';

interface Written {
  readonly bytes: Buffer;
  readonly losses: readonly string[];
}

async function write(file: Uint8Array, restore: boolean, size = Infinity): Promise<Written> {
  const parts: Buffer[] = [];
  const losses: string[] = [];
  const formatter = new RespFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), {
    restore,
    replace: true,
    del: false,
    onLoss: ({ what }) => losses.push(what),
  });
  await decode(inPieces(file, size), formatter);
  formatter.finish();
  return { bytes: Buffer.concat(parts), losses };
}

async function entriesOf(file: Uint8Array): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const some of readEntries(file)) entries.push(...some);
  return entries;
}

/** Of more payloads than these some are looked at. */
const MOST_PAYLOADS = 40;
const FILES = fixtureFiles('dump.rdb', 'rdb').map(({ name, path }) => [name, path] as const);

describe('files of servers', () => {
  test.each(FILES)('%s: every key is there, in whatever pieces it comes', async (_name, path) => {
    const file = readFileSync(path);
    const entries = await entriesOf(file);
    for (const restore of [false, true]) {
      const { bytes, losses } = await write(file, restore);
      const keys = new Set<string>();
      let db = 0;
      for (const [name = '', key = ''] of parseCommands(bytes)) {
        if (name === 'SELECT') db = Number(key);
        else if (!/^(XGROUP|FUNCTION)$/.test(name)) keys.add(`${db} ${key}`);
      }
      const lost = losses.filter((what) => what.startsWith('the key')).length;
      let count = 0;
      for (const { db: at, key } of entries) {
        count++;
        const known = `${at} ${Buffer.from(key).toString('latin1')}`;
        if (lost === 0 && !keys.has(known)) expect.fail(`${JSON.stringify(known)} is missing`);
      }
      expect(keys.size).toBe(count - lost);
      const cut = await write(file, restore, 509);
      expect(cut.bytes.equals(bytes)).toBe(true);
      expect(cut.losses).toEqual(losses);
    }
  });

  test.each(FILES)('%s: payloads hold the values of the file', async (_name, path) => {
    const file = readFileSync(path);
    const { bytes } = await write(file, true);
    const payloads = parseCommands(bytes).filter(([name]) => name === 'RESTORE');
    const entries = new Map<string, unknown>();
    for (const { key, value } of await entriesOf(file)) entries.set(Buffer.from(key).toString('latin1'), value);
    // A name may be there in several databases.
    const names = new Map<string, number>();
    for (const [, key = ''] of payloads) names.set(key, (names.get(key) ?? 0) + 1);
    const step = Math.ceil(payloads.length / MOST_PAYLOADS);
    for (const [i, [, key = '', , payload = '']] of payloads.entries()) {
      if (i % step !== 0) continue;
      if (names.get(key) !== 1) continue;
      expect(readDumpPayload(Buffer.from(payload, 'latin1')).value).toEqual(entries.get(key));
    }
  });
});
