/** How far we are, on stderr, if a person is there to see it. */
import type { SingleBar } from 'cli-progress';
import type { Ora } from 'ora';
import type { Outside } from './outside.ts';

/** Nothing is shown of what takes less. */
const PATIENCE_MS = 700;
const REFRESH_MS = 100;
const MIB = 1 << 20;

export class Progress {
  private readonly outside: Outside;
  private shown: boolean;
  private readonly name: string;
  private readonly size: number | undefined;
  private readonly began: number;
  private drawn: number;
  private bar: SingleBar | undefined;
  private spinner: Ora | undefined;

  constructor(outside: Outside, name: string, size: number | undefined, wanted: boolean) {
    const { stderr, env } = outside;
    this.outside = outside;
    this.name = name;
    this.size = size;
    this.shown =
      wanted && stderr.isTTY === true && (stderr.columns ?? 0) > 0 && env['TERM'] !== 'dumb' && env['CI'] === undefined;
    this.began = outside.now();
    this.drawn = this.began;
  }

  /** So many bytes are read. Gives the event loop a turn now and then. */
  update(bytes: number): Promise<void> | undefined {
    const now = this.outside.now();
    if (now - this.drawn < REFRESH_MS) return undefined;
    this.drawn = now;
    return this.takeTurn(bytes, now);
  }

  private async takeTurn(bytes: number, now: number): Promise<void> {
    if (this.shown && now - this.began > PATIENCE_MS) await this.draw(bytes, now);
    // Signals are delivered here.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Nothing is shown from here on. */
  stop(): void {
    this.shown = false;
    this.bar?.stop();
    this.spinner?.stop();
  }

  /** The packages that draw are loaded only now: it takes as long as reading a small file. */
  private async draw(bytes: number, now: number): Promise<void> {
    const rate = `${(bytes / MIB / ((now - this.began) / 1000)).toFixed(0)} MiB/s`;
    if (this.size === undefined) {
      const { default: ora } = await import('ora');
      this.spinner ??= ora({ stream: this.stream(), discardStdin: false, hideCursor: false }).start();
      this.spinner.text = `${this.name}  ${(bytes / MIB).toFixed(0)} MiB  ${rate}`;
      this.spinner.render();
      return;
    }
    if (this.bar === undefined) {
      // A CommonJS package: bundled, it has no named exports.
      const { default: bars } = await import('cli-progress');
      // The cursor stays: a signal could leave it hidden. Signals are none of the bar's business.
      const format = `${this.name}  {bar} {percentage}%  {rate}  {eta_formatted} left`;
      this.bar = new bars.SingleBar({ format, stream: this.stream(), clearOnComplete: true, gracefulExit: false });
      this.bar.start(this.size, bytes, { rate });
    } else this.bar.update(Math.min(bytes, this.size), { rate });
  }

  private stream(): NodeJS.WriteStream {
    // cli-progress and ora want the whole type; what `bin` hands over is process.stderr.
    return this.outside.stderr as unknown as NodeJS.WriteStream;
  }
}
