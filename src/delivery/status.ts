/** What replication is doing, for whoever watches: the status line, the log, metrics. Plain numbers, filled as it runs. */

export type Phase = 'connecting' | 'preparing' | 'snapshot' | 'live' | 'waiting' | 'verifying' | 'draining' | 'done';

/** Of one source. */
export interface SourceStatus {
  readonly name: string;
  phase: Phase;
  /** Of the snapshot that is delivered now, or was last. */
  snapshot: { bytes: number; size: number | undefined; startedMs: number; endedMs: number | undefined };
  /** Replication offsets. */
  received: number;
  delivered: number;
  confirmed: number;
  /** Age of the oldest command that is not confirmed, ms; 0: all are. */
  lagMs: number;
  reconnects: number;
  fullSyncs: number;
  /** Why it waits. */
  trouble: string | undefined;
}

export interface TargetStatus {
  readonly name: string;
  /** Why it waits. */
  trouble: string | undefined;
}

export interface ReplicationStatus {
  readonly startedMs: number;
  readonly sources: SourceStatus[];
  readonly targets: TargetStatus[];
  /** Keys of snapshots by type; functions too. */
  readonly keys: Map<string, number>;
  /** Commands of the feed by name, in upper case. */
  readonly commands: Map<string, number>;
  /** Bytes of the feed that are commands. */
  commandBytes: number;
  /** Commands and keys that filters kept back. */
  filtered: number;
  /** Commands that touch wanted and unwanted keys, by what was done with them. */
  readonly mixed: Map<string, number>;
  /** Of --verify. */
  verified: { atMs: number; keys: number; differences: number } | undefined;
}

export function newSourceStatus(name: string): SourceStatus {
  return {
    name,
    phase: 'connecting',
    snapshot: { bytes: 0, size: undefined, startedMs: 0, endedMs: undefined },
    received: 0,
    delivered: 0,
    confirmed: 0,
    lagMs: 0,
    reconnects: 0,
    fullSyncs: 0,
    trouble: undefined,
  };
}

export function newStatus(startedMs: number): ReplicationStatus {
  return {
    startedMs,
    sources: [],
    targets: [],
    keys: new Map(),
    commands: new Map(),
    commandBytes: 0,
    filtered: 0,
    mixed: new Map(),
    verified: undefined,
  };
}
