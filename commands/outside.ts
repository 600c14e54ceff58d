/** The world as commands see it: what `process` gives, and nothing else of it. */
import type { Readable } from 'node:stream';

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

export interface Outside {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly stdin: Readable & { readonly fd?: number; readonly isTTY?: boolean };
  readonly stdout: Terminal & { readonly fd: number };
  readonly stderr: Terminal & { write(text: string): boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
  /** What is typed on the terminal, unseen; undefined: there is no terminal. */
  askSecret(prompt: string): Promise<string | undefined>;
  /** Have `handler` called when the signal comes; the answer takes it back. */
  onSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', handler: () => void): () => void;
  /** The same, for each time that it comes. */
  onEverySignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR1', handler: () => void): () => void;
  /** Die of a signal, as if it had never been caught. */
  dieOf(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
}
