/** Writes at a steady rate: all families of commands, and counters that show what was lost and what came twice. */
import type { Client } from '../client.ts';
import type { Draw } from '../commands/draw.ts';
import { FAMILIES, REPLAYED, type FamilyName } from '../commands/families.ts';
import { hasForm, type Form } from '../commands/form.ts';
import type { Installed } from '../installed.ts';
import { chooser } from '../play.ts';
import { ErrorReply } from '../reply-reader.ts';
import type { RunningServer } from '../server.ts';
import { QUIET_DB } from './caught-up.ts';
import { LastingDraw, SHORT_LIVED } from './lasting-draw.ts';
import { pause } from './until.ts';

export interface LoadSettings {
  readonly seed: number;
  /** Commands a second. */
  readonly rate: number;
  readonly families?: readonly FamilyName[];
}

const COUNTERS = 8;
/** Of all commands. */
const COUNTED = 0.5;
const TRANSACTIONS = 0.03;
const TICK_MS = 10;
const FAR_BEHIND_MS = 1000;

export class Load {
  private readonly settings: LoadSettings;
  private readonly draw: Draw;
  private readonly choose: () => Form;
  private server: RunningServer;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  /** Commands that were answered, errors too. */
  answered = 0;
  /** What each counter was last said to be. */
  readonly counters = new Map<string, bigint>();

  private constructor(server: RunningServer, installed: Installed, settings: LoadSettings) {
    this.server = server;
    this.settings = settings;
    this.draw = new LastingDraw(settings.seed);
    const forms = [...(settings.families ?? REPLAYED).flatMap((family) => FAMILIES[family]), ...SHORT_LIVED];
    this.choose = chooser(
      forms.filter((form) => !form.waits && hasForm(installed, form)),
      this.draw,
    );
  }

  static start(server: RunningServer, installed: Installed, settings: LoadSettings): Load {
    const load = new Load(server, installed, settings);
    load.begin();
    return load;
  }

  /** Goes on with another server, the counters from what it holds. */
  async moveTo(server: RunningServer): Promise<void> {
    await this.stop().catch(() => undefined);
    this.server = server;
    this.counters.clear();
    this.stopping = false;
    this.begin();
  }

  /** Everything that was sent is answered. @throws Error, if the connection broke */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private begin(): void {
    this.running = this.run();
    // `stop` says what went wrong.
    this.running.catch(() => undefined);
  }

  private async run(): Promise<void> {
    const [mixed, counting] = [this.server.connect(), this.server.connect()];
    await counting.call('SELECT', QUIET_DB);
    let began = performance.now();
    let sent = 0;
    while (!this.stopping) {
      const due = ((performance.now() - began) / 1000) * this.settings.rate;
      for (; sent < due; sent++) {
        if (this.draw.chance(COUNTED)) this.count(counting);
        else if (this.draw.chance(TRANSACTIONS)) this.addTransaction(mixed);
        else this.add(mixed, false);
        if (mixed.full) break;
      }
      await Promise.all([mixed.flush(), counting.flush()]);
      // Where server or machine cannot do that many, the rate is what they can.
      if (performance.now() - began - (sent / this.settings.rate) * 1000 > FAR_BEHIND_MS) {
        began = performance.now();
        sent = 0;
      }
      await pause(TICK_MS);
    }
    await Promise.all([mixed.close(), counting.close()]);
  }

  private count(client: Client): void {
    const name = `counter:${this.draw.below(COUNTERS)}`;
    client.add(['INCR', name], (reply) => {
      this.answered++;
      if (typeof reply === 'bigint') this.counters.set(name, reply);
    });
  }

  private add(client: Client, queued: boolean): void {
    for (;;) {
      const form = this.choose();
      const command = form.make(this.draw);
      // The counters would go as well.
      if (command[0] === 'FLUSHALL') continue;
      client.add(command, (reply) => {
        this.answered++;
        if (!queued && !(reply instanceof ErrorReply)) form.take?.(this.draw, reply);
      });
      return;
    }
  }

  private addTransaction(client: Client): void {
    client.add(['MULTI'], () => undefined);
    for (let left = 1 + this.draw.below(5); left > 0; left--) this.add(client, true);
    client.add([this.draw.chance(0.9) ? 'EXEC' : 'DISCARD'], () => undefined);
  }
}

/** What the counters of a server stand at. */
export async function readCounters(server: RunningServer): Promise<ReadonlyMap<string, bigint>> {
  const client = server.connect();
  await client.call('SELECT', QUIET_DB);
  const names = Array.from({ length: COUNTERS }, (_, i) => `counter:${i}`);
  const replies = await client.all(names.map((name) => ['GET', name]));
  await client.close();
  return new Map(
    names.flatMap((name, i) => {
      const reply = replies[i];
      return Buffer.isBuffer(reply) ? [[name, BigInt(reply.toString())] as const] : [];
    }),
  );
}
