/** When what is written counts. Source: redis.conf, appendfsync. */
import { expect, test } from 'vitest';
import { Durability, type FsyncPolicy } from '../../src/delivery/durability.ts';

/** A disk that is told when it has done its work. */
class Disk {
  calls = 0;
  private waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private called: (() => void) | undefined;

  readonly sync = (): Promise<void> => {
    this.calls++;
    this.called?.();
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  };

  async asked(): Promise<void> {
    if (this.waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.called = resolve;
      });
    }
  }

  async done(error?: Error): Promise<void> {
    const one = this.waiting.shift();
    if (error === undefined) one?.resolve();
    else one?.reject(error);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

function make(policy: FsyncPolicy, everyMs = 1): { disk: Disk; durability: Durability<number> } {
  const disk = new Disk();
  return { disk, durability: new Durability({ policy, sync: disk.sync, everyMs }) };
}

test('always: at once, and what comes meanwhile behind it', async () => {
  const { disk, durability } = make('always');
  durability.wrote(1);
  durability.wrote(2);
  durability.wrote(3);
  expect(durability.confirmed).toBeUndefined();
  await disk.done();
  expect(durability.confirmed).toBe(1);
  await disk.done();
  expect(durability.confirmed).toBe(3);
  expect(disk.calls).toBe(2);
});

test('everysec: as much as there is when it is time', async () => {
  const { disk, durability } = make('everysec');
  durability.wrote(1);
  durability.wrote(2);
  expect(disk.calls).toBe(0);
  await disk.asked();
  await disk.done();
  expect(durability.confirmed).toBe(2);
});

test('no: what is written', () => {
  const { disk, durability } = make('no');
  durability.wrote(1);
  expect(durability.confirmed).toBe(1);
  expect(disk.calls).toBe(0);
});

test.each(['always', 'everysec', 'no'] as const)('%s: drained, it is on the disk', async (policy) => {
  const { disk, durability } = make(policy, 1e6);
  durability.wrote(1);
  const drained = durability.drain();
  await disk.asked();
  await disk.done();
  if (policy === 'always') await disk.done();
  await drained;
  expect(durability.confirmed).toBe(1);
  durability.stop();
});

test('a disk that fails is told to whoever writes next, and to whoever waits', async () => {
  const { disk, durability } = make('always');
  durability.wrote(1);
  await disk.done(new Error('no disk'));
  expect(durability.confirmed).toBeUndefined();
  expect(() => durability.wrote(2)).toThrow('no disk');
  await expect(durability.drain()).rejects.toThrow('no disk');
});
