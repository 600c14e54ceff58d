/** Files that are gone as soon as they are there. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TemporaryFile } from '../../src/io/temporary-file.ts';

/** What `run` gives, where temporary files are made in `folder`. */
function within<T>(folder: string, run: () => T): T {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return run();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

test('what was written is read, and nothing is left of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'temporary-file-'));
  try {
    const file = new TemporaryFile();
    within(folder, () => file.write(Buffer.from('some bytes'), 0));
    expect(readdirSync(folder)).toEqual([]);
    file.write(Buffer.from('more'), 10);
    file.write(Buffer.from('S'), 0);
    const into = Buffer.alloc(14);
    file.read(into, 0);
    expect(into.toString()).toBe('Some bytesmore');
    file.read(into.subarray(0, 4), 5);
    expect(into.toString()).toBe('byte bytesmore');
    expect(() => file.read(into, 1)).toThrow('a temporary file is shorter than what was written');
    file.close();
    file.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('one that holds nothing is not made', () => {
  const file = new TemporaryFile();
  within('/nowhere', () => {
    file.read(Buffer.alloc(0), 0);
    file.close();
  });
});

test('there is no place for it', () => {
  const file = new TemporaryFile();
  expect(() => within('/nowhere', () => file.write(Buffer.from('a'), 0))).toThrow(
    expect.objectContaining({ code: 'OUTPUT', message: 'cannot write a temporary file: no such file or directory' }),
  );
});
