/** Logs that are cut or have a byte changed: commands, or an error that tells where; never another exception. */
import * as fc from 'fast-check';
import { test } from 'vitest';
import { command, eventsOf } from '../aof/log-events.ts';

const SET = command('SET', 'k', 'v');
const PREAMBLE = Buffer.concat([
  Buffer.from('REDIS0009\xfa\x0caof-preamble\xc0\x01\xfe\x00\x00\x01a\x01b\xff', 'latin1'),
  Buffer.alloc(8),
]).toString('latin1');
const FUZZ_MS = 600_000;

test(
  'any log, cut or with a byte changed: commands or an error that tells where',
  async () => {
    const log =
      PREAMBLE +
      command('SELECT', '1') +
      SET +
      command('MULTI') +
      SET +
      command('EXEC') +
      '#TS:1\r\n' +
      command('DEL', 'k', 'l');
    const change = fc.record({ at: fc.nat(log.length - 1), byte: fc.nat(255), length: fc.nat(log.length) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, byte, length }) => {
        const bytes = Buffer.from(log, 'latin1');
        bytes[at] = byte;
        await eventsOf(bytes);
        await eventsOf(bytes.subarray(0, length));
        await eventsOf(bytes.subarray(41));
        await eventsOf(bytes.subarray(41, 41 + length));
      }),
      { numRuns: process.env['FUZZ'] === undefined ? 300 : 20_000 },
    );
  },
  FUZZ_MS,
);
