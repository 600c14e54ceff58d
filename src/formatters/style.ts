/** What each part of a line looks like. Colours themselves are for who knows the terminal. */

export type Tone =
  | 'plain'
  | 'heading'
  | 'key'
  | 'type'
  | 'ttl'
  | 'expired'
  | 'size'
  | 'count'
  | 'field'
  | 'string'
  | 'number'
  | 'dim'
  | 'removed'
  | 'added'
  | 'changed';

export type Style = Readonly<Record<Tone, (text: string) => string>>;

const same = (text: string): string => text;

/** No colour. */
export const PLAIN_STYLE: Style = {
  plain: same,
  heading: same,
  key: same,
  type: same,
  ttl: same,
  expired: same,
  size: same,
  count: same,
  field: same,
  string: same,
  number: same,
  dim: same,
  removed: same,
  added: same,
  changed: same,
};
