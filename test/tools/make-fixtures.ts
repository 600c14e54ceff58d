/**
 * Write fixtures/rdb/hand-made: files of layouts that no server at hand writes, each with the lines `dump` has to print.
 * NAME.rdb is the file, NAME.ndjson the records, NAME.complaints what else is said (left out if nothing is).
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forks } from './hand-made/forks.ts';
import { redis1to9 } from './hand-made/redis-1-to-9.ts';
import { redis10to17 } from './hand-made/redis-10-to-17.ts';

const folder = join(import.meta.dirname, '../../fixtures/rdb/hand-made');

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(join(folder, name));
for (const { name, body, records, complaints } of [...redis1to9(), ...redis10to17(), ...forks()]) {
  writeFileSync(join(folder, `${name}.rdb`), body);
  writeFileSync(join(folder, `${name}.ndjson`), records);
  if (complaints !== '') writeFileSync(join(folder, `${name}.complaints`), complaints);
}
