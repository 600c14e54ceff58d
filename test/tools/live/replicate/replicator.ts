/** `rdb-tool replicate`, running beside servers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PROGRAM } from '../program.ts';

export interface ReplicatorEnd {
  /** Undefined: it was killed. */
  readonly status: number | undefined;
  readonly stderr: string;
}

export interface ReplicatorOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Takes its standard output; otherwise that is thrown away. */
  readonly stdout?: (bytes: Buffer) => void;
  readonly cwd?: string;
}

/** For one that does not end when told to. */
const PATIENCE_MS = 30_000;

export class Replicator {
  readonly argv: readonly string[];
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();
  readonly ended: Promise<ReplicatorEnd>;
  private over = false;

  private constructor(argv: readonly string[], { env = {}, stdout, cwd }: ReplicatorOptions) {
    this.argv = argv;
    this.child = spawn(process.execPath, [PROGRAM, 'replicate', ...argv], {
      stdio: ['ignore', stdout === undefined ? 'ignore' : 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
      cwd,
    });
    if (stdout !== undefined) this.child.stdout?.on('data', stdout);
    if (this.child.stderr === null) throw new Error('the program has no standard error');
    createInterface(this.child.stderr).on('line', (line) => {
      this.lines.push(line);
      this.wake();
    });
    this.ended = once(this.child, 'close').then(([status]) => {
      this.over = true;
      this.wake();
      return { status: typeof status === 'number' ? status : undefined, stderr: this.stderr };
    });
  }

  /** @param argv - behind `replicate` */
  static start(argv: readonly string[], options: ReplicatorOptions = {}): Replicator {
    return new Replicator(argv, options);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get stderr(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  get hasEnded(): boolean {
    return this.over;
  }

  /** A line that it has said or will say. @throws Error, if it ends without */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.over) throw new Error(`replicate ended without a word of ${String(pattern)}:\n${this.stderr}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** The most memory that it has taken, bytes; the kernel tells while it runs. */
  get peakBytes(): number {
    const told = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    return Number(told ?? 0) * 1024;
  }

  /** CPU seconds it has taken so far, user and system. */
  get cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Asks it to end: it drains, and writes its state. */
  async stop(): Promise<ReplicatorEnd> {
    this.child.kill('SIGTERM');
    const impatient = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    const end = await this.ended;
    clearTimeout(impatient);
    return end;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it where it stands. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
