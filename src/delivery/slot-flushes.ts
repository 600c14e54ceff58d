/**
 * A sink in front of a sink that says in one way that slots of a cluster are emptied: SFLUSH first last [first last …].
 * Source: aof-replication-resp.md 2.3: SFLUSH and TRIMSLOTS are Redis 8's, CLUSTER FLUSHSLOT is Valkey 9's.
 */
import type { Arena } from '../bytes/arena.ts';
import type { CommandArgs } from '../filter/feed/command-args.ts';
import { CommandBuffer } from '../filter/feed/command-buffer.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import type { CommandPlace } from '../model/sink.ts';
import { SLOTS } from '../model/slot.ts';
import { WordTable } from '../model/word-table.ts';

type Form = 'SFLUSH' | 'TRIMSLOTS' | 'CLUSTER';

const FORMS = new WordTable<Form>([
  ['SFLUSH', 'SFLUSH'],
  ['TRIMSLOTS', 'TRIMSLOTS'],
  ['CLUSTER', 'CLUSTER'],
]);

export class SlotFlushes extends CommandSink {
  private readonly buffer = new CommandBuffer();

  override open(arena: Arena): void {
    this.buffer.open(arena);
    super.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, buffer } = this;
    args.set(rows, count);
    const form = FORMS.at(args.arena.u8, args.start(0), args.end(0));
    const limits = form === undefined ? undefined : limitsOf(form, args);
    if (limits === undefined) this.send(place, rows, count);
    else {
      buffer.begin();
      buffer.put('SFLUSH');
      for (const slot of limits) buffer.put(slot);
      this.send(place, buffer.rows, buffer.count);
    }
  }
}

/** First and last slot of each range; undefined: it is not such a command. */
function limitsOf(form: Form, args: CommandArgs): readonly number[] | undefined {
  switch (form) {
    case 'SFLUSH': {
      // SFLUSH first last [first last …] [SYNC|ASYNC]
      const end = args.whole(args.count - 1) === undefined ? args.count - 1 : args.count;
      return slotsOf(args, 1, end);
    }
    case 'TRIMSLOTS':
      // TRIMSLOTS RANGES n first last …
      return slotsOf(args, 3, args.count);
    case 'CLUSTER': {
      // CLUSTER FLUSHSLOT slot [SYNC|ASYNC]
      const slot = args.count > 2 && args.word(1) === 'FLUSHSLOT' ? args.whole(2) : undefined;
      return slot === undefined ? undefined : [slot, slot];
    }
    default:
      return form satisfies never;
  }
}

function slotsOf(args: CommandArgs, from: number, end: number): readonly number[] | undefined {
  const slots = Array.from({ length: Math.max(0, end - from) }, (_, i) => args.whole(from + i) ?? SLOTS);
  const areRanges = slots.length > 0 && slots.length % 2 === 0 && slots.every((slot) => slot < SLOTS);
  return areRanges ? slots : undefined;
}
