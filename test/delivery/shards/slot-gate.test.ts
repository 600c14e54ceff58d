/** Commands of two shards, and the order in which they are let through while a slot moves. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Arena } from '../../../src/bytes/arena.ts';
import { CommandRows } from '../../../src/delivery/shards/command-rows.ts';
import { SlotGate } from '../../../src/delivery/shards/slot-gate.ts';
import { SlotOwners, type Shard, type ShardView } from '../../../src/delivery/shards/slot-owners.ts';
import { keySlot } from '../../../src/model/slot.ts';
import { CommandLines } from '../../filter/feed/through.ts';

const KEY = 'key';
const SLOT = keySlot(Buffer.from(KEY));
/** Of another slot, which does not move. */
const OTHER = 'other';
const begun = (source: string, job = 'job'): string =>
  `CLUSTER SYNCSLOTS ESTABLISH SOURCE ${source} NAME ${job} SLOTSRANGE ${SLOT} ${SLOT}`;
const done = (job = 'job'): string => `CLUSTER SYNCSLOTS FINISH STATE SUCCESS NAME ${job}`;
const BEGUN = begun('a');
const DONE = done();

/** What was handed on of all shards, in order. */
const order: string[] = [];

class OrderedLines extends CommandLines {
  override command(...call: Parameters<CommandLines['command']>): void {
    super.command(...call);
    order.push(this.lines.at(-1) ?? '');
  }
}

/** A shard whose master says what the test has it say. */
class FakeShard implements Shard {
  readonly id: string;
  readonly name: string;
  readonly told = new OrderedLines();
  readonly owned = new Set<number>();
  readonly importing = new Set<number>();
  readonly gate: SlotGate;
  cleansByKey = false;
  epoch = 1;
  offset = 0;
  confirmed = 0;
  isStopped = false;
  private readonly arena = new Arena();
  private readonly rows: CommandRows;
  private waiting: (() => void)[] = [];

  constructor(id: string, owners: SlotOwners) {
    this.id = id;
    this.name = id;
    owners.shards.push(this);
    this.gate = new SlotGate(this.told, this, owners, { takesFunctions: id === 'a', onMoved: () => this.changed() });
    this.gate.open(this.arena);
    this.rows = new CommandRows(this.arena);
  }

  async ask(): Promise<ShardView | 'stopped'> {
    if (this.isStopped) return 'stopped';
    const { offset, epoch, cleansByKey } = this;
    return { offset, epoch, cleansByKey, owned: new Set(this.owned), importing: new Set(this.importing) };
  }

  get toldTo(): number {
    return Math.max(this.gate.told?.offset ?? 0, this.confirmed);
  }

  get seenTo(): number {
    return this.gate.seen;
  }

  delivered(offset: () => number): Promise<boolean> {
    return this.until(() => this.confirmed >= offset());
  }

  seen(offset: () => number): Promise<boolean> {
    return this.until(() => this.gate.seen >= offset());
  }

  /** What a course does behind a piece. `isFast`: what the gate lets through is delivered at once. */
  settle(isFast = false): Promise<boolean> | undefined {
    return this.gate.settle(async () => {
      if (isFast) this.confirmTold();
    });
  }

  confirmTold(): void {
    this.confirmed = this.toldTo;
    this.changed();
  }

  /** Nothing more comes. */
  stop(): void {
    this.isStopped = true;
    this.changed();
  }

  /** The next command of its feed, ten bytes long. */
  does(...lines: readonly string[]): void {
    for (const line of lines) {
      this.offset += 10;
      const args = line.split(' ').map((word) => Buffer.from(word));
      const place = { db: 0, timestampMs: 0, offset: 0, replOffset: this.offset };
      this.gate.command?.(place, this.rows.put(args), args.length);
    }
    this.changed();
  }

  /** Everything that it has done is delivered. */
  confirm(): void {
    this.confirmed = this.offset;
    this.changed();
  }

  private changed(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async until(holds: () => boolean): Promise<boolean> {
    while (!holds()) {
      if (this.isStopped) return false;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    return true;
  }
}

let owners: SlotOwners;
let a: FakeShard;
let b: FakeShard;

/** Shard a has all slots. */
beforeEach(() => {
  order.length = 0;
  owners = new SlotOwners();
  a = new FakeShard('a', owners);
  b = new FakeShard('b', owners);
  owners.shardOf = (node) => owners.shards.find(({ id }) => id === node);
  owners.give(a, [[0, 16383]]);
  for (let slot = 0; slot < 16384; slot++) a.owned.add(slot);
});

/** The slot is b's now, as nodes see it. */
function move(): void {
  a.owned.delete(SLOT);
  b.owned.add(SLOT);
  b.epoch++;
}

test('what a shard does on its own slots goes on at once', () => {
  a.does(`SET ${KEY} 1`, 'PING', `INCR ${KEY}`);
  expect(a.told.lines).toEqual([`SET ${KEY} 1`, 'PING', `INCR ${KEY}`]);
  expect(a.settle()).toBeUndefined();
  expect(a.gate.told).toEqual({ offset: 30, db: 0 });
});

describe('MIGRATE', () => {
  test('what the new owner restores waits for the old one, and replaces what is there', async () => {
    b.importing.add(SLOT);
    a.does(`INCR ${KEY}`);
    b.does('PING', `RESTORE-ASKING ${KEY} 0 payload`, `INCR ${KEY}`, 'PING');
    expect(b.told.lines).toEqual(['PING']);
    const settled = b.settle();
    a.does(`DEL ${KEY}`);
    await Promise.resolve();
    expect(b.told.lines).toEqual(['PING']);
    a.confirm();
    expect(await settled).toBe(true);
    expect(b.told.lines).toEqual(['PING', `RESTORE ${KEY} 0 payload REPLACE`, `INCR ${KEY}`, 'PING']);
    expect(owners.owner(SLOT)).toBe(a);
  });

  test('the slot changes its owner when both say so', async () => {
    move();
    b.does(`SET ${KEY} 1`);
    const settled = b.settle();
    a.confirm();
    await settled;
    expect(owners.owner(SLOT)).toBe(b);
    b.does(`SET ${KEY} 2`);
    expect(b.told.lines).toEqual([`SET ${KEY} 1`, `SET ${KEY} 2`]);
  });

  test('what the old owner deletes of a slot that it has lost is what was left there', async () => {
    move();
    b.does(`SET ${KEY} 1`);
    const settled = b.settle();
    a.confirm();
    await settled;
    a.does(`DEL ${KEY}`, `SET ${OTHER} 1`);
    expect(a.told.lines).toEqual([`SET ${OTHER} 1`]);
    expect(a.gate.told?.offset).toBe(20);
  });

  test('so is what somebody deletes of a slot that it never had', async () => {
    b.does(`UNLINK ${KEY}`);
    const settled = b.settle();
    a.confirm();
    await settled;
    expect(b.told.lines).toEqual([]);
  });

  test('a client may delete a key on its way', async () => {
    b.importing.add(SLOT);
    b.does(`RESTORE-ASKING ${KEY} 0 payload REPLACE`, `DEL ${KEY}`);
    const settled = b.settle();
    a.confirm();
    await settled;
    expect(b.told.lines).toEqual([`RESTORE ${KEY} 0 payload REPLACE`, `DEL ${KEY}`]);
  });
});

describe.each([
  ['Valkey', true],
  ['Redis', false],
])('an atomic migration of %s', (_name, cleansByKey) => {
  beforeEach(() => {
    a.cleansByKey = cleansByKey;
    b.cleansByKey = cleansByKey;
  });

  test('what is imported repeats what the old owner does, and is dropped; what comes behind it waits', async () => {
    a.does(`INCR ${KEY}`);
    b.does(BEGUN, `SET ${KEY} 1`, `INCR ${KEY}`, DONE, `INCR ${KEY}`);
    move();
    expect(b.told.lines).toEqual([BEGUN]);
    const settled = b.settle();
    a.does(`INCR ${KEY}`);
    a.confirm();
    await settled;
    expect(b.told.lines).toEqual([BEGUN, DONE, `INCR ${KEY}`]);
    expect(owners.owner(SLOT)).toBe(b);
  });

  test('one that fails leaves everything as it was', async () => {
    b.does(BEGUN, `SET ${KEY} 1`, DONE.replace('SUCCESS', 'FAILED'), `UNLINK ${KEY}`);
    const settled = b.settle();
    a.confirm();
    await settled;
    expect(b.told.lines).toEqual([BEGUN, DONE.replace('SUCCESS', 'FAILED')]);
    expect(owners.owner(SLOT)).toBe(a);
  });
});

describe('cleaning up key by key', () => {
  beforeEach(() => {
    a.cleansByKey = true;
    b.cleansByKey = true;
  });

  test('before the new owner has been heard of', async () => {
    await a.gate.beginSnapshot();
    b.does(BEGUN, `SET ${KEY} 1`);
    move();
    // The old owner's feed comes first.
    a.does(`UNLINK ${KEY}`, `SET ${OTHER} 1`);
    b.offset += 10;
    const settled = a.settle();
    b.offset -= 10;
    b.does(DONE);
    await settled;
    expect(a.told.lines).toEqual([`SET ${OTHER} 1`]);
  });

  test('a key that the new owner does not have was deleted by a client', async () => {
    await a.gate.beginSnapshot();
    b.does(BEGUN, `SET ${KEY} 1`, `DEL ${KEY}`, DONE);
    move();
    a.does(`DEL ${KEY}`);
    await a.settle();
    expect(a.told.lines).toEqual([`DEL ${KEY}`]);
  });

  test('a key that is touched once more was deleted by a client', async () => {
    await a.gate.beginSnapshot();
    b.does(BEGUN, `RPUSH ${KEY} 1`, DONE);
    move();
    a.does(`DEL ${KEY}`, `RPUSH ${KEY} 1`);
    await a.settle();
    expect(a.told.lines).toEqual([`DEL ${KEY}`, `RPUSH ${KEY} 1`]);
  });

  test('a shard that still has the slot deletes for a client', async () => {
    await a.gate.beginSnapshot();
    a.does(`DEL ${KEY}`);
    expect(a.told.lines).toEqual([]);
    await a.settle();
    expect(a.told.lines).toEqual([`DEL ${KEY}`]);
  });
});

describe('slots that go to and fro', () => {
  /** Three migrations and what each owner did in between; then the slot is b's. */
  const ofA = [`APPEND ${KEY} 1`, begun('b', 'j2'), `SET ${KEY} 12`, done('j2'), `APPEND ${KEY} 3`];
  const ofB = [
    begun('a', 'j1'),
    `SET ${KEY} 1`,
    done('j1'),
    `APPEND ${KEY} 2`,
    begun('a', 'j3'),
    `SET ${KEY} 123`,
    done('j3'),
    `APPEND ${KEY} 4`,
  ];

  test.each([
    ['both come at once', [[...ofA], [...ofB]]],
    ['the first owner lags', [[], [...ofB], [...ofA]]],
    ['the second one lags', [[...ofA], [], [], [...ofB]]],
  ])('are delivered in turn: %s', async (_name, pieces) => {
    move();
    // Masters are ahead of what has come of their feeds.
    const ahead = async (shard: FakeShard, lines: string[]): Promise<void> => {
      shard.offset -= 10 * lines.length;
      shard.does(...lines);
      await shard.settle(true);
      shard.confirmTold();
    };
    a.offset += 10 * ofA.length;
    b.offset += 10 * ofB.length;
    const shards = [a, b];
    await Promise.all(pieces.map((lines, index) => ahead(shards[index % 2] ?? a, lines)));
    const appended = order.filter((line) => line.startsWith('APPEND'));
    expect(appended).toEqual([1, 2, 3, 4].map((number) => `APPEND ${KEY} ${number}`));
    expect(owners.owner(SLOT)).toBe(b);
  });

  test('what waits for an earlier migration ends when its shard is stopped', async () => {
    a.does(...ofA);
    b.offset += 10;
    const settled = a.settle(true);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    expect(order).toEqual([`APPEND ${KEY} 1`, begun('b', 'j2')]);
    b.stop();
    expect(await settled).toBe(false);
    expect(a.gate.told?.offset).toBe(30);
  });
});

test('what is dropped behind a mark that is held does not count as handed on', async () => {
  b.does(BEGUN, DONE, begun('a', 'again'), `SET ${KEY} 1`);
  expect(b.gate.told?.offset).toBe(10);
});

test('two shards that wait for one another go on all the same', async () => {
  owners.give(b, [[keySlot(Buffer.from(OTHER)), keySlot(Buffer.from(OTHER))]]);
  a.does(`SET ${OTHER} 1`);
  b.does(`SET ${KEY} 1`);
  const settled = [a, b].map(async (shard) => shard.settle());
  await Promise.race(settled);
  a.confirm();
  b.confirm();
  await Promise.all(settled);
  expect([a.told.lines, b.told.lines]).toEqual([[`SET ${OTHER} 1`], [`SET ${KEY} 1`]]);
});

describe('what is not about a key', () => {
  test.each([
    ['a shard is flushed: its own slots are', 'FLUSHALL', 'SFLUSH 0 16382'],
    ['or a database', 'FLUSHDB ASYNC', 'SFLUSH 0 16382'],
    ['what is trimmed is not the shard’s any more', 'TRIMSLOTS RANGES 1 3 4', undefined],
    ['functions are taken from the first shard', 'FUNCTION FLUSH', 'FUNCTION FLUSH'],
  ])('%s', (_name, command, told) => {
    owners.give(b, [[16383, 16383]]);
    a.does(command);
    expect(a.told.lines).toEqual(told === undefined ? [] : [told]);
  });

  test('the other shards’ functions are the same', () => {
    b.does('FUNCTION FLUSH');
    expect(b.told.lines).toEqual([]);
  });

  test('a shard that has all slots is flushed as a whole', () => {
    a.does('FLUSHALL');
    expect(a.told.lines).toEqual(['FLUSHALL']);
  });
});
