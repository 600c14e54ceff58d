/** What is to be done when a server refuses a command. */

/**
 * Errors that say nothing of the command, only of the server now: it comes out of that by itself, or by what someone does to it.
 * All others stay as they are however often one tries. Source: redis 8.6 src/server.c, processCommand() and createSharedObjects();
 * src/cluster.c, clusterRedirectClient(); src/script.c for BUSY.
 */
const PASSING: ReadonlySet<string> = new Set([
  // It has been started, or follows a master that sends it everything anew.
  'LOADING',
  // It has become a replica: a failover, perhaps the other way round soon.
  'READONLY',
  // A replica without its master.
  'MASTERDOWN',
  // A slot has no master, or most masters are gone.
  'CLUSTERDOWN',
  // Keys of one command are here and there while their slot moves.
  'TRYAGAIN',
  // A script or function runs for too long.
  'BUSY',
  // It cannot save, and is set to take nothing until it can.
  'MISCONF',
]);

/**
 * What replicas pass over in silence: the key is gone. A target lets keys expire by its own clock, and what was still done to one at
 * the source comes too late; that it has expired there, too, is told next. Source: redis 8.6 src/server.c, createSharedObjects();
 * src/t_stream.c, xgroupCommand(), src/t_list.c, lsetCommand(); src/config.c, propagation-error-behavior.
 */
const GONE: readonly RegExp[] = [
  /^ERR no such key$/,
  /^ERR index out of range$/,
  /^ERR The XGROUP subcommand requires the key to exist/,
  /^NOGROUP /,
];

const DISCARDED = 'EXECABORT';
const BECAUSE = 'because of: ';

/** The first word. What EXEC is refused for stands behind its own. */
export function errorCode(text: string): string {
  const because = text.startsWith(DISCARDED) ? text.indexOf(BECAUSE) : -1;
  const [code = ''] = (because < 0 ? text : text.slice(because + BECAUSE.length)).split(' ', 1);
  return code;
}

export function isPassingReply(text: string): boolean {
  return PASSING.has(errorCode(text));
}

export function isGone(text: string): boolean {
  return GONE.some((one) => one.test(text));
}

/** What is said of it. @param command - `LSET "key"` */
export function passedOver(server: string, command: string, error: string): string {
  return `${server} passes over ${command}: ${error}: it may have expired there before`;
}

/** EXEC says only that a command before it was refused. */
export function isConsequence(text: string): boolean {
  return errorCode(text) === DISCARDED;
}
