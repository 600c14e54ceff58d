/** Streams, their groups, and idempotent producers. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form, Since } from './form.ts';

const REFERENCES: Since = { redis: '8.2', valkey: undefined };
const PRODUCERS: Since = { redis: '8.6', valkey: undefined };
const A_MOMENT_MS = 3;

/** Ids grow by themselves, or by the server's clock. */
const key = (draw: Draw): Argument => draw.key(draw.pick('stream', 'clock'));
const body = (draw: Draw): readonly Argument[] =>
  draw.some(3, () => [draw.pick('f', 'g', draw.element()), draw.value()]).flat();
const ids = (draw: Draw): readonly Argument[] => draw.some(4, () => draw.knownId());
const references = (draw: Draw): Argument => draw.pick('KEEPREF', 'DELREF', 'ACKED');

export const STREAMS: readonly Form[] = [
  {
    weight: 6,
    make: (draw) => ['XADD', draw.key('stream'), ...draw.maybe('NOMKSTREAM'), draw.nextId(), ...body(draw)],
    take: (draw, reply) => draw.remember('id', reply),
  },
  {
    weight: 4,
    make: (draw) => ['XADD', draw.key('clock'), '*', ...body(draw)],
    take: (draw, reply) => draw.remember('id', reply),
  },
  { weight: 2, make: (draw) => ['XADD', draw.key('stream'), ...trimming(draw), draw.nextId(), ...body(draw)] },
  {
    since: REFERENCES,
    make: (draw) => ['XADD', draw.key('clock'), references(draw), ...exactTrimming(draw), '*', ...body(draw)],
    take: (draw, reply) => draw.remember('id', reply),
  },
  { weight: 2, make: (draw) => ['XDEL', key(draw), ...ids(draw)] },
  { make: (draw) => ['XTRIM', key(draw), ...trimming(draw)] },
  { since: REFERENCES, make: (draw) => ['XTRIM', key(draw), references(draw), ...exactTrimming(draw)] },
  {
    weight: 2,
    since: REFERENCES,
    make: (draw) => {
      const some = ids(draw);
      return ['XDELEX', key(draw), references(draw), 'IDS', some.length, ...some];
    },
  },
  {
    weight: 2,
    since: REFERENCES,
    make: (draw) => {
      const some = ids(draw);
      return ['XACKDEL', key(draw), draw.group(), ...draw.maybe(references(draw)), 'IDS', some.length, ...some];
    },
  },
  { weight: 0.3, make: (draw) => ['XSETID', key(draw), draw.nextId()] },
  {
    weight: 0.3,
    make: (draw) => [
      'XSETID',
      key(draw),
      draw.nextId(),
      'ENTRIESADDED',
      100_000 + draw.below(1000),
      'MAXDELETEDID',
      '0-1',
    ],
  },
  {
    since: PRODUCERS,
    make: (draw) => ['XADD', draw.key('clock'), 'IDMP', draw.consumer(), draw.below(9), '*', ...body(draw)],
  },
  {
    since: PRODUCERS,
    make: (draw) => ['XADD', draw.key('clock'), 'IDMPAUTO', draw.consumer(), '*', 'f', draw.below(9)],
  },
  {
    weight: 0.3,
    since: PRODUCERS,
    make: (draw) => [
      'XCFGSET',
      key(draw),
      'IDMP-DURATION',
      1000 + draw.below(80_000),
      ...draw.maybe('IDMP-MAXSIZE', 5 + draw.below(90)),
    ],
  },
];

export const GROUPS: readonly Form[] = [
  {
    weight: 5,
    make: (draw) => {
      const read = draw.maybe('ENTRIESREAD', draw.pick(0, -1));
      return ['XGROUP', 'CREATE', key(draw), draw.group(), position(draw), ...draw.maybe('MKSTREAM'), ...read];
    },
  },
  {
    make: (draw) => [
      'XGROUP',
      'SETID',
      key(draw),
      draw.group(),
      position(draw),
      ...draw.maybe('ENTRIESREAD', draw.pick(0, -1)),
    ],
  },
  {
    // Cut to what was added. Others keep it; and a log of commands does not tell of which server it is.
    since: { redis: '8.6', valkey: undefined },
    make: (draw) => ['XGROUP', 'SETID', key(draw), draw.group(), position(draw), 'ENTRIESREAD', draw.below(20)],
  },
  { weight: 0.5, make: (draw) => ['XGROUP', 'DESTROY', key(draw), draw.group()] },
  { make: (draw) => ['XGROUP', 'CREATECONSUMER', key(draw), draw.group(), draw.consumer()] },
  { weight: 0.7, make: (draw) => ['XGROUP', 'DELCONSUMER', key(draw), draw.group(), draw.consumer()] },
  {
    weight: 5,
    make: (draw) => {
      const how = [...draw.maybe('COUNT', 1 + draw.below(5)), ...(draw.chance(0.2) ? ['NOACK'] : [])];
      // Reading again what is pending counts a delivery, of which no log tells.
      return ['XREADGROUP', 'GROUP', draw.group(), draw.consumer(), ...how, 'STREAMS', key(draw), '>'];
    },
  },
  {
    make: (draw) => {
      const from = [key(draw), key(draw)];
      return ['XREADGROUP', 'GROUP', draw.group(), draw.consumer(), 'BLOCK', A_MOMENT_MS, 'STREAMS', ...from, '>', '>'];
    },
    weight: 0.5,
    waits: true,
  },
  { weight: 2, make: (draw) => ['XACK', key(draw), draw.group(), ...ids(draw)] },
  {
    weight: 3,
    make: (draw) => {
      const time = draw.random.pick<readonly Argument[]>([
        [],
        ['IDLE', draw.below(5000)],
        ['TIME', 1_600_000_000_000 + draw.below(1e9)],
      ]);
      const how = [
        ...time,
        ...draw.maybe('RETRYCOUNT', draw.below(9)),
        ...draw.maybe('FORCE'),
        ...draw.maybe('JUSTID'),
      ];
      return ['XCLAIM', key(draw), draw.group(), draw.consumer(), 0, ...ids(draw), ...how];
    },
  },
  { make: (draw) => ['XCLAIM', key(draw), draw.group(), draw.consumer(), 0, draw.knownId(), 'LASTID', draw.knownId()] },
  {
    weight: 2,
    make: (draw) => {
      const how = [...draw.maybe('COUNT', 1 + draw.below(4)), ...draw.maybe('JUSTID')];
      return ['XAUTOCLAIM', key(draw), draw.group(), draw.consumer(), 0, draw.pick('0', draw.knownId()), ...how];
    },
  },
];

const position = (draw: Draw): Argument => draw.pick('$', '0', draw.knownId());

/** What ACKED leaves when it trims nearly, Redis 8.6.3 logs as if it had trimmed exactly. */
const exactTrimming = (draw: Draw): readonly Argument[] =>
  draw.pick(['MAXLEN', ...draw.maybe('='), 5 + draw.below(30)], ['MINID', ...draw.maybe('='), draw.knownId()]);

function trimming(draw: Draw): readonly Argument[] {
  const exact = draw.random.pick<readonly Argument[]>([[], ['='], ['~']]);
  const limit = exact[0] === '~' ? draw.maybe('LIMIT', draw.pick(0, 100)) : [];
  return draw.pick(['MAXLEN', ...exact, 5 + draw.below(30), ...limit], ['MINID', ...exact, draw.knownId(), ...limit]);
}
