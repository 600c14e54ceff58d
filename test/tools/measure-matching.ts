/**
 * CPU, rate and memory of matching keys alone, with made-up records: `npx tsx test/tools/measure-matching.ts --help`.
 * Each run is a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { KEY_RECORD_BYTES, type DiffSide } from '../../src/diff/key-record.ts';
import { KeyJoin } from '../../src/diff/match/key-join.ts';
import { roomsOf } from '../../src/diff/match/rooms.ts';
import { TemporaryFile } from '../../src/io/temporary-file.ts';

const USAGE = `usage: npx tsx test/tools/measure-matching.ts [--keys N] [--memory MIB] [same|other|step]

  same   the same keys on both sides, in another order
  other  no key is on both sides
  step   the same keys in the same order`;

const BATCH = 4000;
const MEGABYTE = 10 ** 6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keys: { type: 'string', default: '20000000' },
    memory: { type: 'string', default: '256' },
    child: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const keys = Number(values.keys);
const memory = Number(values.memory) << 20;
if (values.help) console.log(USAGE);
else if (values.child) run(positionals[0] ?? 'same');
else {
  for (const mode of positionals.length > 0 ? positionals : ['same', 'other', 'step']) {
    const argv = ['--import', 'tsx', fileURLToPath(import.meta.url), '--child', '--keys', String(keys), '--memory', values.memory, mode]; // prettier-ignore
    const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    process.stdout.write(`${stdout}${stderr}`);
  }
}

function run(mode: string): void {
  const matcher = new KeyJoin({ rooms: roomsOf(memory), ttlToleranceMs: 0, spool: () => new TemporaryFile() });
  const batch = new Uint8Array(BATCH * KEY_RECORD_BYTES);
  const words = new Uint32Array(batch.buffer);
  const base = process.memoryUsage.rss();
  let making = 0;
  const start = cpuSeconds();
  for (let from = 0; from < keys; from += BATCH) {
    const count = Math.min(BATCH, keys - from);
    for (const side of ['a', 'b'] as const) {
      const before = cpuSeconds();
      fill(words, side, from, count, mode);
      making += cpuSeconds() - before;
      matcher.add(side, batch.subarray(0, count * KEY_RECORD_BYTES));
    }
  }
  const differences = matcher.finish();
  let told = 0;
  for (const _ of differences.removedPlaces()) told++;
  for (const _ of differences.changedPlaces()) told++;
  for (const _ of differences.addedPlaces()) told++;
  const cpu = cpuSeconds() - start - making;
  const peak = (process.resourceUsage().maxRSS * 1024) / MEGABYTE;
  matcher.close();
  const rate = (2 * keys) / cpu / 1e6;
  console.log(
    `${mode}, ${values.memory} MiB: CPU ${cpu.toFixed(2)} s, ${rate.toFixed(1)} M records/s, ` +
      `peak ${peak.toFixed(0)} MB, ${(base / MEGABYTE).toFixed(0)} MB of it before; same ${differences.same}, told ${told}`,
  );
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Records number `from` to `from + count`: a key's number is mixed to a digest. */
function fill(words: Uint32Array, side: DiffSide, from: number, count: number, mode: string): void {
  for (let i = 0; i < count; i++) {
    const at = i * 12;
    const place = from + i;
    // Another order: b goes through the numbers in great steps that are prime to their count.
    const key = side === 'a' || mode === 'step' ? place : mode === 'same' ? (place * 7_368_787) % keys : place + keys;
    for (let word = 0; word < 4; word++) words[at + word] = mixed(key + word * 0x9e3779b9);
    for (let word = 4; word < 8; word++) words[at + word] = mixed(key ^ word);
    words[at + 8] = 0;
    words[at + 9] = 0x80000000;
    words[at + 10] = place;
    words[at + 11] = 0;
  }
}

function mixed(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
