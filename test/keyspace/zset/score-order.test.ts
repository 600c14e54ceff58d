/** The order of a sorted set against an array that is sorted anew, through changes of many kinds and sizes. */
import { describe, expect, test } from 'vitest';
import { spanOf } from '../../../src/keyspace/span.ts';
import { ZsetValue } from '../../../src/keyspace/values/zset.ts';
import { Random } from '../../tools/random.ts';

class Model {
  readonly zset = new ZsetValue();
  readonly scores = new Map<string, number>();

  put(member: string, score: number): void {
    this.zset.put(spanOf(Buffer.from(member)), score);
    this.scores.set(member, score);
  }

  remove(member: string): void {
    expect(this.zset.remove(spanOf(Buffer.from(member)))).toBe(this.scores.delete(member));
  }

  removeRanks(start: number, end: number): void {
    for (const [member] of this.sorted().slice(start, end)) this.scores.delete(member);
    this.zset.removeRanks(start, end);
  }

  sorted(): [string, number][] {
    return [...this.scores].sort(([a, x], [b, y]) => x - y || Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  check(): void {
    const members: [string, number][] = [];
    this.zset.eachOf(0, this.zset.size, ({ bytes, start, end }, score) => {
      members.push([Buffer.from(bytes.subarray(start, end)).toString(), score]);
    });
    expect(members).toEqual(this.sorted());
  }
}

describe('after changes of many kinds', () => {
  test.each([10, 60, 2000])('%i members', (size) => {
    const random = new Random(size);
    const model = new Model();
    const anyMember = (): string => `m${random.below(size)}`;
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < size / 4; i++) model.put(anyMember(), random.below(size / 3));
      for (let i = 0; i < size / 10; i++) model.remove(anyMember());
      const start = random.below(model.zset.size);
      model.removeRanks(start, Math.min(model.zset.size, start + random.below(size / 5)));
      model.check();
    }
  });
});

test('a queue: scores that grow, taken from the front', () => {
  const model = new Model();
  for (let i = 0; i < 5000; i++) {
    model.put(`m${i}`, i);
    if (i % 3 !== 0) model.removeRanks(0, 1);
  }
  model.check();
});

test('all of many at once', () => {
  const model = new Model();
  for (let i = 0; i < 3000; i++) model.put(`m${i}`, -i);
  model.check();
  model.removeRanks(1, 2999);
  model.check();
  model.put('again', -7);
  model.check();
});
