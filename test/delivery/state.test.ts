/** The state file: what is written is read again, and nothing else is. */
import { expect, test } from 'vitest';
import { parseState, printState, type State } from '../../src/delivery/state.ts';

const STATE: State = {
  source: 'redis://127.0.0.1:6379',
  savedMs: 1_800_000_000_000,
  sources: { '': { name: '127.0.0.1:6379', replid: 'a'.repeat(40), offset: 1234, db: 3 } },
  targets: { 'redis://127.0.0.1:6380': { '': { marker: true } } },
};

test('comes back as it was', () => {
  expect(parseState(printState(STATE), 'state.json', STATE.source)).toMatchObject(STATE);
});

const text = (change: (state: Record<string, unknown>) => void): Uint8Array => {
  const state = JSON.parse(Buffer.from(printState(STATE)).toString()) as Record<string, unknown>;
  change(state);
  return Buffer.from(JSON.stringify(state));
};

test.each([
  ['no JSON', Buffer.from('{'), 'state.json is no state of replicate'],
  ['another schema', text((state) => (state['schema'] = 'x/1')), 'state.json is no state of replicate'],
  ['an array', Buffer.from('[]'), 'state.json is no state of replicate'],
  ['no sources', text((state) => delete state['sources']), 'state.json is no state of replicate'],
  [
    'an offset that is none',
    text((state) => (state['sources'] = { '': { name: '', replid: '', offset: -0.5, db: 0 } })),
    'state.json is no state of replicate',
  ],
  [
    'another source',
    text((state) => (state['source'] = 'redis://other:1')),
    'state.json is the state of redis://other:1, not of redis://127.0.0.1:6379: give --state another file',
  ],
])('%s', (_name, bytes, message) => {
  expect(() => parseState(bytes, 'state.json', STATE.source)).toThrow(message);
});
