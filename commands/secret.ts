/** Passwords that stand on no command line. */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { UsageError } from '../src/errors.ts';
import { errorText } from '../src/io/file.ts';

/** What ends a line, and what takes back. */
const ENTER = new Set(['\r', '\n']);
const ERASE = new Set(['\u007f', '\b']);
const ERASE_ALL = '\u0015';
const INTERRUPT = '\u0003';
const END = '\u0004';

/** @throws UsageError: no such file, or nothing in its first line */
export function readFirstLine(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${path}: the password cannot be read: ${errorText(cause)}`);
  }
  const line = text.split(/\r?\n/)[0] ?? '';
  if (line === '') throw new UsageError(`${path}: there is no password in its first line`);
  return line;
}

/**
 * Ask on the terminal, which shows nothing of what is typed; stdin may be something else.
 *
 * @param onInterrupt - Ctrl-C was typed, and the terminal is as it was before
 * @returns undefined: there is no terminal
 */
export async function askOnTerminal(prompt: string, onInterrupt: () => void): Promise<string | undefined> {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const keys = new ReadStream(fd);
  keys.setRawMode(true);
  writeSync(fd, prompt);
  const line = await typedLine(keys);
  keys.setRawMode(false);
  writeSync(fd, '\n');
  keys.destroy();
  if (line === undefined) onInterrupt();
  return line ?? '';
}

/** Undefined: interrupted. The terminal is raw, so erasing is ours to do. */
async function typedLine(keys: ReadStream): Promise<string | undefined> {
  let line: string[] = [];
  keys.setEncoding('utf8');
  for await (const typed of keys.iterator({ destroyOnReturn: false })) {
    for (const key of String(typed)) {
      if (ENTER.has(key) || key === END) return line.join('');
      if (key === INTERRUPT) return undefined;
      if (ERASE.has(key)) line.pop();
      else if (key === ERASE_ALL) line = [];
      else line.push(key);
    }
  }
  return line.join('');
}
