/** Vector sets (Redis 8): logged word for word. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form, Since } from './form.ts';

const VECTOR_SETS: Since = { redis: '8.0', valkey: undefined };
const DIMENSION = 3;

export const VECTOR_SET_FORMS: readonly Form[] = [
  {
    weight: 4,
    since: VECTOR_SETS,
    make: (draw) => {
      const coordinates = Array.from({ length: DIMENSION }, () => draw.below(20) - 10);
      const quantized = draw.maybe(draw.pick('NOQUANT', 'Q8', 'BIN'));
      return ['VADD', key(draw), 'VALUES', DIMENSION, ...coordinates, element(draw), ...quantized];
    },
  },
  { since: VECTOR_SETS, make: (draw) => ['VREM', key(draw), element(draw)] },
  { since: VECTOR_SETS, make: (draw) => ['VSETATTR', key(draw), element(draw), `{"n":${draw.below(9)}}`] },
];

const key = (draw: Draw): Argument => `vectors:${draw.below(2)}`;
const element = (draw: Draw): Argument => `e${draw.below(20)}`;
