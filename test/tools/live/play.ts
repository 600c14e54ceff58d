/** Random write commands, played on a server. The seed and the server's version decide which ones. */
import type { Client } from './client.ts';
import { Draw } from './commands/draw.ts';
import { FAMILIES, type FamilyName } from './commands/families.ts';
import { hasForm, type Form } from './commands/form.ts';
import type { Installed } from './installed.ts';
import { ErrorReply } from './reply-reader.ts';
import type { RunningServer } from './server.ts';

export interface Plan {
  readonly seed: number;
  readonly commands: number;
  readonly families: readonly FamilyName[];
  /** Called once, when half of the commands are done. */
  halfway?(client: Client): Promise<void>;
}

/** How many commands of each name the server took and refused. */
export type Tally = ReadonlyMap<string, { taken: number; refused: number; readonly says: Set<string> }>;

/** Commands under way at once: what they learn of replies, those after them use. */
const AT_ONCE = 50;
const TRANSACTIONS = 0.02;
/** Longer than any expiry that comes while commands run, seconds. */
const UNTIL_EXPIRED = '0.05';

export async function play(server: RunningServer, installed: Installed, plan: Plan): Promise<Tally> {
  const draw = new Draw(plan.seed);
  const choose = chooser(
    plan.families.flatMap((family) => FAMILIES[family]).filter((form) => hasForm(installed, form)),
    draw,
  );
  const waiting = server.connect();
  const tally = new Map<string, { taken: number; refused: number; readonly says: Set<string> }>();
  const add = (client: Client, form: Form, queued: boolean): void => {
    const command = form.make(draw);
    const name = command[0].toUpperCase();
    const count = tally.get(name) ?? { taken: 0, refused: 0, says: new Set() };
    tally.set(name, count);
    client.add(command, (reply) => {
      if (reply instanceof ErrorReply) {
        count.refused++;
        count.says.add(reply.text);
      } else {
        count.taken++;
        if (!queued) form.take?.(draw, reply);
      }
    });
  };
  let halfway = plan.halfway;
  for (let done = 0; done < plan.commands; done += AT_ONCE) {
    for (let left = Math.min(AT_ONCE, plan.commands - done); left > 0; left--) {
      const form = choose();
      if (form.waits) add(waiting, form, false);
      else if (!draw.chance(TRANSACTIONS)) add(server.client, form, false);
      else left -= addTransaction(server.client, draw, () => add(server.client, nextAtOnce(choose), true));
    }
    await Promise.all([server.client.flush(), waiting.flush()]);
    if (halfway === undefined || done < plan.commands / 2) continue;
    await halfway(server.client);
    halfway = undefined;
  }
  await server.client.call('BLPOP', 'nobody pushes here', UNTIL_EXPIRED);
  await waiting.close();
  return tally;
}

/** How many commands it is of, beyond the first. */
function addTransaction(client: Client, draw: Draw, addOne: () => void): number {
  const count = draw.below(5);
  client.add(['MULTI'], () => undefined);
  for (let i = 0; i <= count; i++) addOne();
  client.add([draw.chance(0.9) ? 'EXEC' : 'DISCARD'], () => undefined);
  return count;
}

function nextAtOnce(choose: () => Form): Form {
  for (;;) {
    const form = choose();
    if (!form.waits) return form;
  }
}

/** One of the forms, by weight. */
export function chooser(forms: readonly Form[], draw: Draw): () => Form {
  const ends: number[] = [];
  let total = 0;
  for (const { weight = 1 } of forms) ends.push((total += weight));
  return () => {
    const at = draw.random.fraction() * total;
    const form = forms[ends.findIndex((end) => at < end)];
    if (form === undefined) throw new Error('no command to choose from');
    return form;
  };
}
