/** Files that are there whole, and files that grow. */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppendFile } from '../../src/io/append-file.ts';
import { replaceFile } from '../../src/io/durable-file.ts';
import { fingerprint } from '../../src/io/fingerprint.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-file-'));
  path = join(folder, 'file');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const text = (): string => readFileSync(path, 'utf8');

describe('replaceFile', () => {
  test('is there with all its content, and nothing else is', async () => {
    await replaceFile(path, 'one');
    await replaceFile(path, Buffer.from('two'));
    expect(text()).toBe('two');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('stays for the same eyes', async () => {
    writeFileSync(path, '');
    chmodSync(path, 0o600);
    await replaceFile(path, 'one');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('what a link leads to is replaced, not the link', async () => {
    const link = join(folder, 'link');
    writeFileSync(path, '');
    symlinkSync(path, link);
    await replaceFile(link, 'one');
    expect(text()).toBe('one');
  });

  test('says what is wrong', async () => {
    const nowhere = join(folder, 'none', 'file');
    await expect(replaceFile(nowhere, '')).rejects.toMatchObject({
      code: 'OUTPUT',
      message: `cannot write ${nowhere}: no such file or directory`,
    });
  });
});

describe('AppendFile', () => {
  test('goes on behind what is there, and can be cut', async () => {
    writeFileSync(path, 'one');
    const file = AppendFile.open(path);
    expect(file.size).toBe(3);
    file.write(Buffer.from('two'));
    file.cut(4);
    file.write(Buffer.from('x'));
    expect(file.size).toBe(5);
    await file.sync();
    file.close();
    expect(text()).toBe('onetx');
  });

  test('or begins anew, under another name later', () => {
    writeFileSync(path, 'one');
    const file = AppendFile.open(path, true);
    file.rename(join(folder, 'other'));
    file.write(Buffer.from('x'));
    file.close();
    expect(readdirSync(folder)).toEqual(['other']);
    expect(file.name).toBe(join(folder, 'other'));
  });

  test('a disk that is full', () => {
    const file = AppendFile.open('/dev/full');
    expect(() => file.write(Buffer.from('x'))).toThrow('cannot write /dev/full: no space left on device');
    file.close();
  });
});

describe('fingerprint', () => {
  test('is of what stands in front of a byte, whatever comes behind it', () => {
    writeFileSync(path, Buffer.alloc(10_000, 'a'));
    const before = fingerprint(path, 5000);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    writeFileSync(path, Buffer.concat([Buffer.alloc(5000, 'a'), Buffer.from('b')]));
    expect(fingerprint(path, 5000)).toBe(before);
    expect(fingerprint(path, 5001)).not.toBe(before);
  });

  test('there is none of a file that is shorter or not there', () => {
    writeFileSync(path, 'abc');
    expect(fingerprint(path, 4)).toBeUndefined();
    expect(fingerprint(join(folder, 'none'), 0)).toBeUndefined();
  });
});
