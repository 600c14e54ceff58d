/** Places: scores and distances as servers answered them (redis 8.6, polygons: valkey 9.1). */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

const PLACES = [
  'GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania 2.349014 48.864716 Paris -0.127758 51.507351 London',
  'GEOADD g CH 180 85.05112878 corner 0 0 zero 179.9 0 east -179.9 0 west',
];

test('GEOADD', () => {
  expect(valuesAfter(PLACES)['g']).toEqual([
    ['west', 1125900452143618],
    ['London', 2163557714754256],
    ['zero', 3377699720527872],
    ['Palermo', 3479099956230698],
    ['Catania', 3479447370796909],
    ['Paris', 3663832805879806],
    ['east', 4128299113121960],
    ['corner', 13510798882111488],
  ]);
});

test.each([
  ['XX', 'GEOADD k XX 1 1 a', undefined],
  ['beyond the map', 'GEOADD k 1 1 a 0 86 b', undefined],
  ['two of three', 'GEOADD k 1 1 a 2 2', undefined],
])('GEOADD %s', (_name, line, want) => {
  expect(valuesAfter([line])['k']).toEqual(want);
});

const SICILY = [
  ['Palermo', 3479099956230698],
  ['Catania', 3479447370796909],
];
const NEAR = [
  ['Catania', 56.4412578701582],
  ['Palermo', 190.44242984775784],
];

describe('searches', () => {
  test.each([
    ['GEORADIUS g 15 37 200 km STORE k', SICILY],
    ['GEORADIUS g 15 37 200 km STOREDIST k', NEAR],
    ['georadius g 15 37 200000 M asc storedist k', NEAR.map(([name, km]) => [name, Number(km) * 1000])],
    ['GEORADIUS g 15 37 100000 ft STOREDIST k', undefined],
    ['GEORADIUS g 15 37 200 km', undefined],
    [
      'GEORADIUSBYMEMBER g Paris 400 km STOREDIST k',
      [
        ['Paris', 0],
        ['London', 342.74828627022566],
      ],
    ],
    [
      'GEORADIUSBYMEMBER g Paris 3000 km COUNT 2 STOREDIST k',
      [
        ['Paris', 0],
        ['London', 342.74828627022566],
      ],
    ],
    [
      'GEORADIUSBYMEMBER g Paris 3000 km COUNT 2 DESC STOREDIST k',
      [
        ['Palermo', 1486.3914203504396],
        ['Catania', 1627.7434360922225],
      ],
    ],
    // The first that are found, cell after cell from the centre's.
    ['GEORADIUS g 0 0 20000 km COUNT 3 ANY STORE k', [['zero', 3377699720527872], ...SICILY]],
    [
      'GEOSEARCHSTORE k g FROMMEMBER Paris BYRADIUS 1500 km ASC COUNT 3 STOREDIST',
      [
        ['Paris', 0],
        ['London', 342.74828627022566],
        ['Palermo', 1486.3914203504396],
      ],
    ],
    ['GEOSEARCHSTORE k g FROMLONLAT 15 37 BYBOX 400 400 km STOREDIST', NEAR],
    ['GEOSEARCHSTORE k g FROMLONLAT 15 37 BYBOX 400 100 km', undefined],
    // Servers do not look across the edge of the map.
    ['GEOSEARCHSTORE k g FROMLONLAT 180 0 BYRADIUS 20 km STOREDIST', [['east', 11.122718837587625]]],
    ['GEOSEARCHSTORE k none FROMMEMBER x BYRADIUS 1 km', undefined],
    [
      'GEOSEARCHSTORE k g BYPOLYGON 4 12 36 16 36 16 39 12 39 STOREDIST',
      [
        ['Palermo', 87079.37565081705],
        ['Catania', 95942.29839297311],
      ],
    ],
    ['GEOSEARCHSTORE k g BYPOLYGON 3 12 36 16 36 12 39', undefined],
  ])('%s', (line, want) => {
    expect(valuesAfter([...PLACES, line])['k']).toEqual(want);
  });

  test('of nothing delete what was there', () => {
    expect(valuesAfter([...PLACES, 'SET k v', 'GEORADIUS g 90 0 1 km STORE k'])['k']).toBeUndefined();
  });

  test.each([
    ['GEOSEARCHSTORE k g FROMMEMBER x BYRADIUS 1 km', 'no such member to search around'],
    ['GEORADIUS g 0 0 1 mm STORE k', 'an unknown unit of length'],
    ['GEORADIUS g 0 0 -1 m STORE k', 'a length is negative'],
    ['GEORADIUS g 0 0 1 m ANY STORE k', 'a syntax error'],
    ['GEOSEARCHSTORE k g FROMLONLAT 0 0 COUNT 1 ASC', 'a syntax error'],
  ])('%s: %s', (line, want) => {
    const { warnings } = replayCommands([...PLACES, line]);
    expect(warnings).toEqual([`${line.split(' ')[0]} changes nothing: ${want}`]);
  });
});
