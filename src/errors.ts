/** What this tool throws. Anything that is no RdbToolError is a bug and keeps its stack trace. */

/** Stable names for programs; each stands for one kind of trouble. */
export type ErrorCode =
  | 'MAGIC'
  | 'VERSION'
  | 'TRUNCATED'
  | 'CHECKSUM'
  | 'TRAILING'
  | 'TYPE'
  | 'OPCODE'
  | 'COUNT'
  | 'ORDER'
  | 'DUPLICATE'
  | 'EMPTY'
  | 'EXPIRY'
  | 'LENGTH'
  | 'STRING_ENCODING'
  | 'LZF'
  | 'SCORE'
  | 'FIELD_TIME'
  | 'LISTPACK_SIZE'
  | 'LISTPACK_ENTRY'
  | 'LISTPACK_ENCODING'
  | 'LISTPACK_BACKLEN'
  | 'LISTPACK_COUNT'
  | 'LISTPACK_END'
  | 'ZIPLIST_SIZE'
  | 'ZIPLIST_ENTRY'
  | 'ZIPLIST_ENCODING'
  | 'ZIPLIST_PREVLEN'
  | 'ZIPLIST_COUNT'
  | 'ZIPLIST_TAIL'
  | 'ZIPMAP_SIZE'
  | 'ZIPMAP_ENTRY'
  | 'ZIPMAP_LENGTH'
  | 'ZIPMAP_COUNT'
  | 'INTSET_SIZE'
  | 'INTSET_ORDER'
  | 'QUICKLIST_NODE'
  | 'STREAM'
  | 'ARRAY'
  | 'TEMPLATE'
  | 'MODULE'
  | 'KEY_META'
  | 'SLOT'
  | 'COMPRESSION'
  | 'COMMAND'
  | 'MANIFEST'
  | 'LIMIT'
  | 'UNSUPPORTED'
  | 'SOURCE'
  | 'OUTPUT'
  | 'JSON'
  | 'RESP'
  | ReplicationCode
  | 'CONFLICT'
  | 'BUDGET'
  | 'USAGE';

export abstract class RdbToolError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** Trouble at a place in a source. The path grows while the error unwinds: `db0`, `key "x"`, `zset listpack`, `entry 3`. */
abstract class PlacedError extends RdbToolError {
  readonly path: string[] = [];
  /** The message without path and place. */
  readonly what: string;
  private place: number | undefined;

  constructor(code: ErrorCode, what: string, offset?: number) {
    super(code, what);
    this.what = what;
    this.place = offset;
    this.say();
  }

  /** Bytes from the start of the source. */
  get offset(): number | undefined {
    return this.place;
  }

  /** Put `segment` in front of the path. */
  within(segment: string): this {
    this.path.unshift(segment);
    this.say();
    return this;
  }

  /** The bytes stand compressed in `what`, at `start` of the source: that is the place, and the path says how far in. */
  inside(what: string, start: number): this {
    const far = this.place === undefined || this.place <= start ? '' : ` +${this.place - start}`;
    this.place = start;
    return this.within(`${what}${far}`);
  }

  private say(): void {
    const path = this.path.length > 0 ? `${this.path.join(' / ')}: ` : '';
    const place = this.place === undefined ? '' : ` (byte ${this.place})`;
    this.message = `${path}${this.what}${place}`;
  }
}

/** Put `segment` in front of the path of an error that has one. */
export function within(error: unknown, segment: string): unknown {
  return error instanceof PlacedError ? error.within(segment) : error;
}

/** The bytes do not follow the format. */
export class DecodeError extends PlacedError {}

/** Valid perhaps, but newer or stranger than what we know. */
export class UnsupportedError extends PlacedError {
  constructor(what: string, offset?: number) {
    super('UNSUPPORTED', what, offset);
  }
}

/** A declared size is over a configured limit. */
export class LimitError extends PlacedError {
  constructor(what: string, offset?: number) {
    super('LIMIT', what, offset);
  }
}

/** Open, read or write failed; `cause` is kept. */
export class SourceError extends RdbToolError {
  constructor(what: string, options?: ErrorOptions & { code?: 'SOURCE' | 'OUTPUT' }) {
    super(options?.code ?? 'SOURCE', what, options);
  }
}

/**
 * A server could not be reached, refused, or broke the protocol; or a position that replication was to go on from is of no use.
 * CONNECT: no server there. TLS: no certificate that holds. AUTH: the password. DENIED: the user may not, or the service has no such
 * command. BUSY: not now (LOADING, NOMASTERLINK, READONLY, …): trying again may do. PROTOCOL: what it says is no RESP, or not what
 * was to come. TIMEOUT: it says nothing. LINK: the connection was lost. BACKLOG: the history from the position on is gone. STATE: a
 * state file of something else. NOT_EMPTY: the target holds keys. TARGET: the target refused a command.
 */
export class ReplicationError extends RdbToolError {
  declare readonly code: ReplicationCode;
}

export type ReplicationCode =
  | 'CONNECT'
  | 'TLS'
  | 'AUTH'
  | 'DENIED'
  | 'BUSY'
  | 'PROTOCOL'
  | 'TIMEOUT'
  | 'LINK'
  | 'BACKLOG'
  | 'STATE'
  | 'NOT_EMPTY'
  | 'TARGET';

/** Flags or arguments that make no sense. */
export class UsageError extends RdbToolError {
  constructor(what: string) {
    super('USAGE', what);
  }
}

/** The same key stands in several inputs, and nothing says which of them is to be taken. */
export class ConflictError extends RdbToolError {
  constructor(what: string) {
    super('CONFLICT', what);
  }
}

/** A budget file that makes no sense. The message begins with the file and the line. */
export class BudgetError extends RdbToolError {
  constructor(what: string) {
    super('BUDGET', what);
  }
}
