/** Commands of a feed that change no data. Source: aof-replication-resp.md 1.6, 2.1, 2.3, 3.4. */

/**
 * By name, and why they are of no use behind the link. 'message': PUBLISH, which some want. 'transaction': MULTI and EXEC, which
 * stay where something stands between them.
 */
export const LINK_COMMANDS: Readonly<Record<string, LinkCommand>> = {
  // The source tells that it is alive, or asks how far we are.
  PING: { kind: 'link' },
  REPLCONF: { kind: 'link' },
  // `place.db` says it of each command.
  SELECT: { kind: 'link' },
  // Servers up to 6.2 keep scripts for EVALSHA, and send EVAL unless each replica has seen the script in one.
  SCRIPT: { kind: 'link' },
  // Where slots are, and go. FLUSHSLOT deletes keys.
  CLUSTER: { kind: 'cluster' },
  PUBLISH: { kind: 'message' },
  SPUBLISH: { kind: 'message' },
  MULTI: { kind: 'transaction' },
  EXEC: { kind: 'transaction' },
  // Of a duplicate that IDMP refused, its id is still a `*`.
  XADD: { kind: 'entry' },
};

export interface LinkCommand {
  readonly kind: 'link' | 'cluster' | 'message' | 'transaction' | 'entry';
}
