/** Replies of RESP2 and RESP3 as plain objects. Source: aof-replication-resp.md 5.1; RESP3.md 1.6. */

/** Bytes are copies of their own. A value may have attributes: pairs that stand before it and describe it. */
export type RespValue =
  | SimpleValue<'simple-string'>
  /** Its first word is its code. */
  | SimpleValue<'error'>
  | SimpleValue<'string'>
  | SimpleValue<'blob-error'>
  | (SimpleValue<'verbatim-string'> & { /** Three letters: txt, mkd. */ readonly format: string })
  /** 64 bits, signed; a bigint only where a number does not hold it. */
  | (Attributed & { readonly type: 'integer'; readonly value: number | bigint })
  | (Attributed & { readonly type: 'big-number'; readonly value: bigint })
  | (Attributed & { readonly type: 'double'; readonly value: number })
  | (Attributed & { readonly type: 'boolean'; readonly value: boolean })
  /** RESP3 has a null of its own; RESP2 says that there is no string, or no array. */
  | (Attributed & { readonly type: 'null' | 'null-string' | 'null-array' })
  /** A push has its kind as its first item, and stands between replies, never in one. */
  | (Attributed & { readonly type: 'array' | 'set' | 'push'; readonly items: readonly RespValue[] })
  /** In order; a key may stand twice. */
  | (Attributed & { readonly type: 'map'; readonly pairs: readonly RespPair[] });

export type RespPair = readonly [RespValue, RespValue];

interface Attributed {
  readonly attributes?: readonly RespPair[];
}

interface SimpleValue<T extends string> extends Attributed {
  readonly type: T;
  readonly value: Uint8Array;
}

export type RespType = RespValue['type'] | 'attribute';

/** How what follows the first byte is laid out. */
export type RespLayout =
  /** Text up to the line's end. */
  | 'line'
  /** A length, then as many bytes. */
  | 'bulk'
  /** A count, then as many values. */
  | 'items'
  /** A count, then twice as many values. */
  | 'pairs';

interface Spec {
  readonly mark: string;
  readonly layout: RespLayout;
  /** A question mark may stand for the length: what follows tells where it ends. */
  readonly streamed?: boolean;
}

/** `null-string` and `null-array` are `string` and `array` of length -1. */
export const RESP_TYPES = {
  'simple-string': { mark: '+', layout: 'line' },
  error: { mark: '-', layout: 'line' },
  integer: { mark: ':', layout: 'line' },
  null: { mark: '_', layout: 'line' },
  boolean: { mark: '#', layout: 'line' },
  double: { mark: ',', layout: 'line' },
  'big-number': { mark: '(', layout: 'line' },
  string: { mark: '$', layout: 'bulk', streamed: true },
  'blob-error': { mark: '!', layout: 'bulk' },
  'verbatim-string': { mark: '=', layout: 'bulk' },
  array: { mark: '*', layout: 'items', streamed: true },
  set: { mark: '~', layout: 'items', streamed: true },
  push: { mark: '>', layout: 'items' },
  map: { mark: '%', layout: 'pairs', streamed: true },
  attribute: { mark: '|', layout: 'pairs' },
} as const satisfies Partial<Record<RespType, Spec>>;

/** A slice of a streamed string, and the end of a streamed aggregate. */
export const SLICE = ';';
export const STREAM_END = '.';

export interface RespLimits {
  /** Of one string. */
  readonly maxBulkBytes: number;
  /** Of a line: a simple string, an error, a number, a length. */
  readonly maxLineBytes: number;
  /** Elements of one array, set or push; pairs of one map. */
  readonly maxElements: number;
  /** Aggregates within aggregates. */
  readonly maxDepth: number;
}

/** What servers take and give: `proto-max-bulk-len`, PROTO_INLINE_MAX_SIZE. */
export const RESP_LIMITS: RespLimits = {
  maxBulkBytes: 512 * 1024 * 1024,
  maxLineBytes: 64 * 1024,
  maxElements: 2 ** 32 - 1,
  maxDepth: 128,
};
