/** SORT … STORE: what it leaves at the destination. */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

const LIST = ['RPUSH l 10 9 -1 2.5'];
const WORDS = ['RPUSH l b a c'];
const WEIGHTS = ['MSET w_a 3 w_b 1 w_c 2', 'MSET v_a x v_c z'];

describe('values', () => {
  test.each<[string, CommandLine[], string[] | undefined]>([
    ['by number', [...LIST, 'SORT l STORE k'], ['-1', '2.5', '9', '10']],
    ['DESC', [...LIST, 'SORT l DESC STORE k'], ['10', '9', '2.5', '-1']],
    ['ALPHA', [...LIST, 'SORT l ALPHA STORE k'], ['-1', '10', '2.5', '9']],
    ['equal numbers by their bytes', ['RPUSH l 1.0 1 01', 'SORT l STORE k'], ['01', '1', '1.0']],
    ['an empty element is zero', [['RPUSH', 'l', '1', '', '-1'], 'SORT l STORE k'], ['-1', '', '1']],
    ['infinities', ['RPUSH l inf 1 -inf', 'SORT l STORE k'], ['-inf', '1', 'inf']],
    ['a set', ['SADD l 3 1 2', 'SORT l STORE k'], ['1', '2', '3']],
    ['LIMIT', [...LIST, 'SORT l LIMIT 1 2 STORE k'], ['2.5', '9']],
    ['LIMIT without an end', [...LIST, 'SORT l LIMIT 2 -1 STORE k'], ['9', '10']],
    ['LIMIT to nothing', [...LIST, 'SET k v', 'SORT l LIMIT 9 2 STORE k'], undefined],
    ['of none', ['SET k v', 'SORT none STORE k'], undefined],
    ['BY a pattern', [...WORDS, ...WEIGHTS, 'SORT l BY w_* STORE k'], ['b', 'c', 'a']],
    ['BY what is not there is zero', [...WORDS, 'SET w_b 1', 'SORT l BY w_* STORE k'], ['a', 'c', 'b']],
    ['BY and ALPHA: nothing first', [...WORDS, ...WEIGHTS, 'SORT l BY v_* ALPHA STORE k'], ['b', 'a', 'c']],
    ['BY nosort keeps a list', [...WORDS, 'SORT l BY nosort STORE k'], ['b', 'a', 'c']],
    ['BY nosort DESC turns it round', [...WORDS, 'SORT l BY nosort DESC STORE k'], ['c', 'a', 'b']],
    ['BY # does not sort either', [...WORDS, 'SORT l BY # STORE k'], ['b', 'a', 'c']],
    ['BY nosort sorts a set', ['SADD l b c a', 'SORT l BY nosort STORE k'], ['a', 'b', 'c']],
    [
      'GET',
      [...WORDS, ...WEIGHTS, 'SORT l ALPHA GET v_* GET # GET none STORE k'],
      ['x', 'a', '', '', 'b', '', 'z', 'c', ''],
    ],
    ['BY a field', [...WORDS, 'HSET h_a w 2', 'HSET h_b w 1', 'SORT l BY h_*->w STORE k'], ['c', 'b', 'a']],
    ['GET a field', [...WORDS, 'HSET h_a w 2', 'HSET h_b x 1', 'SORT l ALPHA GET h_*->w STORE k'], ['2', '', '']],
    ['a sorted set', ['ZADD l 3 1 2 2 1 3', 'SORT l STORE k'], ['1', '2', '3']],
    ['BY nosort of a sorted set', ['ZADD l 3 1 2 2 1 3', 'SORT l BY nosort LIMIT 0 2 STORE k'], ['3', '2']],
    ['BY nosort DESC of it', ['ZADD l 3 1 2 2 1 3', 'SORT l BY nosort DESC LIMIT 0 2 STORE k'], ['1', '2']],
    ['to itself', [...LIST, 'SORT l STORE k', 'SORT k DESC STORE k'], ['10', '9', '2.5', '-1']],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

test('an element that is no number changes nothing', () => {
  const { keys, warnings } = replayCommands(['RPUSH l a 1', 'RPUSH k x', 'SORT l STORE k', 'SORT s STORE k XX']);
  expect(keys).toMatchObject([{}, { key: 'k', value: ['x'] }]);
  expect(warnings).toEqual([
    'SORT changes nothing: an argument is no valid float',
    'SORT changes nothing: a syntax error',
  ]);
});

test.each<[string, string[]]>([
  ['2.6.17', ['c', 'b', 'a']],
  ['2.8.24', ['b', 'a', 'c']],
  ['3.2.13', ['c', 'a', 'b']],
])('BY nosort DESC of a list, by Redis %s', (version, want) => {
  const writer = { family: 'redis', version } as const;
  expect(valuesAfter([...WORDS, 'SORT l BY nosort DESC STORE k'], { writer })['k']).toEqual(want);
});
