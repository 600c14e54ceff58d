/** What happens while a server is followed, on stderr: a line each, for people or for programs. */
import type { Outside } from '../outside.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** What is said beside the text. Has no password. */
export type Facts = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly format: 'text' | 'json';
  /** The least that is said. */
  readonly level: Level;
}

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];

export class ReplicationLog {
  private readonly outside: Outside;
  private readonly options: LogOptions;
  /** Takes the status line away before something is said. */
  onLine: () => void = () => {};

  constructor(outside: Outside, options: LogOptions) {
    this.outside = outside;
    this.options = options;
  }

  get isJson(): boolean {
    return this.options.format === 'json';
  }

  /** @param event - a stable name, for programs */
  say(level: Level, event: string, message: string, facts: Facts = {}): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.options.level)) return;
    this.onLine();
    const time = new Date(this.outside.now()).toISOString();
    const line = this.isJson
      ? JSON.stringify({ time, level, event, message, ...facts })
      : `rdb-tool: ${level === 'warn' ? 'warning: ' : ''}${message}`;
    this.outside.stderr.write(`${line}\n`);
  }
}
