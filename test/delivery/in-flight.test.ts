/** The age of what is told and not confirmed. */
import { expect, test } from 'vitest';
import { InFlight } from '../../src/delivery/in-flight.ts';

test('the oldest that is not confirmed counts', () => {
  const flight = new InFlight();
  expect(flight.oldestMs).toBe(undefined);
  flight.add(10, 1000);
  flight.add(20, 1005);
  flight.confirm(9);
  expect(flight.oldestMs).toBe(1000);
  flight.confirm(10);
  expect(flight.oldestMs).toBe(1005);
  flight.confirm(20);
  expect(flight.oldestMs).toBe(undefined);
});

test('of very many, neighbours are taken together and are never younger than they are', () => {
  const flight = new InFlight();
  for (let i = 1; i <= 20_000; i++) flight.add(i, i);
  flight.confirm(4095);
  expect(flight.oldestMs).toBe(4096);
  flight.confirm(19_999);
  expect(flight.oldestMs).toBe(4096);
  flight.confirm(20_000);
  expect(flight.oldestMs).toBe(undefined);
});
