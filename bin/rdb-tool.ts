/** Hands the world to the program, and the program's answer to the world. */
import process from 'node:process';
import { isatty } from 'node:tty';
import { main } from '../commands/main.ts';

process.exitCode = await main({
  argv: process.argv.slice(2),
  stdin: process.stdin,
  // process.stdout would make a pipe non-blocking; we write to it ourselves.
  stdout: { fd: 1, isTTY: isatty(1), columns: isatty(1) ? process.stdout.columns : undefined },
  stderr: process.stderr,
  env: process.env,
  now: Date.now,
  onSignal(signal, handler) {
    process.once(signal, handler);
    return () => process.off(signal, handler);
  },
  dieOf(signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  },
});
