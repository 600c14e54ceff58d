/**
 * Damaged files give records or an RdbToolError, soon and in little memory; decodeBytes lets nothing else pass. Cut short,
 * a file gives the records before the cut and an error. With a checksum, no flipped byte goes unnoticed.
 *
 * FUZZ=1 (`npm run test:fuzz`) tries other bytes each time, and many more.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { decodeBytes, type Decoded } from '../tools/decode-bytes.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';

const FUZZ = process.env['FUZZ'] === '1';
const FLIPS = FUZZ ? 1000 : 12;
/** Files up to this size are cut at every byte, others at as many places as this says. */
const CUT_EVERYWHERE = FUZZ ? 20_000 : 200;
const CUTS = FUZZ ? 1000 : 12;
const TIMEOUT = FUZZ ? 600_000 : 30_000;
/** The same bytes every time, unless in earnest. */
const RANDOM: fc.Parameters<unknown> = FUZZ ? {} : { seed: 20_260_101 };

/** What an arena has from the start, and what LZF can make of a byte, with room for the doubling of regions. */
const LEAST_MEMORY = 8 << 20;
const MEMORY_PER_BYTE = 200;
const LONGEST_MS = 5000;

const FIRST_CHECKSUM = 5;

async function decodeDamaged(bytes: Uint8Array): Promise<Decoded> {
  const before = performance.now();
  const decoded = await decodeBytes(bytes, { records: true });
  expect(performance.now() - before).toBeLessThan(LONGEST_MS);
  expect(decoded.memoryBytes).toBeLessThan(LEAST_MEMORY + MEMORY_PER_BYTE * bytes.length);
  return decoded;
}

/** The `eof` record of a whole file. */
function eofOf({ text, error }: Decoded): { readonly checksum: string; readonly bytes: number } | undefined {
  const found = /\{"record":"eof","offset":\d+,"checksum":"(\w+)","bytes":(\d+)\}\n$/.exec(text);
  return error === undefined && found?.[1] !== undefined ? { checksum: found[1], bytes: Number(found[2]) } : undefined;
}

/** Whether a file holds no checksum where it ends: it is too old, or the field is zero. */
function isUnchecked(bytes: Uint8Array, end: number): boolean {
  const version = Number(Buffer.from(bytes.subarray(0, 9)).toString('latin1').replace(/^\D+/, ''));
  return version < FIRST_CHECKSUM || bytes.subarray(end - 8, end).every((byte) => byte === 0);
}

/** The records, without the header: its dialect depends on fields that may be cut off. */
const recordsOf = ({ text }: Decoded): string[] =>
  text
    .split('\n')
    .slice(1, -1)
    .filter((line) => !line.endsWith('"incomplete":true}'));

describe('damage', () => {
  test.each(fixtureFiles('.rdb').map(({ name, path }) => [name, path] as const))(
    '%s',
    async (_name, path) => {
      const good = readFileSync(path);
      const whole = await decodeDamaged(good);
      const eof = eofOf(whole);

      const flip = fc.asyncProperty(
        fc.nat(Math.max(0, good.length - 1)),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const bytes = Buffer.from(good);
          bytes[at] = (bytes[at] ?? 0) ^ mask;
          const decoded = await decodeDamaged(bytes);
          const end = eofOf(decoded);
          if (eof?.checksum !== 'ok' || at >= eof.bytes || decoded.error !== undefined) return;
          expect(end?.checksum).toBe('none');
          expect(isUnchecked(bytes, end?.bytes ?? 0)).toBe(true);
        },
      );
      if (good.length > 0) await fc.assert(flip, { ...RANDOM, numRuns: FLIPS });

      const everywhere = good.length <= CUT_EVERYWHERE;
      const step = everywhere ? 1 : good.length / CUTS;
      const records = recordsOf(whole);
      for (let at = 0; at < good.length; at += step) {
        const size = Math.floor(at);
        const cut = await decodeDamaged(good.subarray(0, size));
        if (eof === undefined || size >= eof.bytes) continue;
        expect(cut.error, `cut after ${size} bytes`).toBeDefined();
        const before = recordsOf(cut);
        expect(before, `cut after ${size} bytes`).toEqual(records.slice(0, before.length));
      }
    },
    TIMEOUT,
  );
});
