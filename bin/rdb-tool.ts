/** Hands the world to the program, and the program's answer to the world. */
import { isatty } from 'node:tty';
import { withoutSecrets } from '../commands/hidden-words.ts';
import { main } from '../commands/main.ts';
import { askOnTerminal } from '../commands/secret.ts';

// What ps shows: where the command line has a password, another text instead.
const shown = withoutSecrets(process.argv.slice(2));
if (shown !== undefined) process.title = `rdb-tool ${shown.join(' ')}`;

process.exitCode = await main({
  argv: process.argv.slice(2),
  // Opened only if it is read. Likewise process is not imported: that would open all three streams.
  get stdin() {
    return process.stdin;
  },
  // process.stdout would make a pipe non-blocking; we write to it ourselves.
  stdout: { fd: 1, isTTY: isatty(1), columns: isatty(1) ? process.stdout.columns : undefined },
  get stderr() {
    // Who reads it may go: what is done does not depend on its being told.
    if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
    return process.stderr;
  },
  env: process.env,
  now: Date.now,
  askSecret: (prompt) => askOnTerminal(prompt, () => process.kill(process.pid, 'SIGINT')),
  onSignal(signal, handler) {
    process.once(signal, handler);
    return () => process.off(signal, handler);
  },
  onEverySignal(signal, handler) {
    process.on(signal, handler);
    return () => process.off(signal, handler);
  },
  dieOf(signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  },
});
