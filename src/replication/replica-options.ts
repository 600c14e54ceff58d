/** Whom a replica follows, and how. */
import type { Endpoint } from '../connection/endpoint.ts';
import type { BackoffOptions } from './backoff.ts';
import type { Position } from './position.ts';
import type { LinkEvent } from './segment.ts';

export interface ReplicaOptions {
  /** What messages call the source: stays the same whoever its master is. */
  readonly name: string;
  /** Where the master is: asked before each try. */
  readonly locate: () => Promise<Endpoint>;
  /** Go on from here; else a snapshot comes first. */
  readonly from?: Position;
  /** What to do when the master cannot go on from where we are. */
  readonly onBacklogGone: 'stop' | 'resync';
  readonly listeningPort?: number;
  /** After so long without a byte the master is taken for dead; it says something every 10 s. */
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** How long to ask a master that is not ready at the first contact. Later there is no end to asking. */
  readonly retryForMs?: number;
  readonly heartbeatMs?: number;
  readonly backoff?: Omit<BackoffOptions, 'random'>;
  /** Of memory for what has come and is not read; beyond it is a temporary file. */
  readonly memoryBytes?: number;
  readonly onEvent?: (event: LinkEvent) => void;
  /** Unix ms. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}
