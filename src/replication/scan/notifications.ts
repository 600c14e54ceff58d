/**
 * Keyspace notifications: which keys have changed, as the server publishes it, and what of it is switched on.
 * Source: redis src/notify.c, keyspaceEventsStringToFlags(), notifyKeyspaceEvent().
 */
import { Client, type ClientOptions } from '../../connection/client.ts';
import type { Endpoint } from '../../connection/endpoint.ts';
import { errorText, replyItems, replyText } from '../../connection/reply.ts';
import { ReplicationError } from '../../errors.ts';
import type { ScanLink } from './scan-link.ts';
import { replyBytes } from './server-words.ts';

const SETTING = 'notify-keyspace-events';
/** Classes of events that change keys; A stands for all of them. Modules (d) come only with A, or by name. */
const CLASSES = ['g', '$', 'l', 's', 'h', 'z', 'x', 'e', 't'];
/** What to set where nothing is: as channels of keys. */
const WANTED = 'KA';

/** By which channel a change of a key is told. */
export type NotificationKind = 'keyspace' | 'keyevent';

export interface Change {
  readonly db: number;
  readonly key: Uint8Array;
}

/** `__keyspace@0__:key`, or `__keyevent@0__:event` with the key as what is published. */
const CHANNEL = /^__key(?:space|event)@(\d+)__:/;
const LONGEST_PREFIX = 40;

/** Undefined: it is no notification. */
export function readNotification(
  kind: NotificationKind,
  channel: Uint8Array | undefined,
  payload: Uint8Array | undefined,
): Change | undefined {
  if (channel === undefined || payload === undefined) return undefined;
  const head = Buffer.from(channel.subarray(0, LONGEST_PREFIX)).toString('latin1');
  const match = CHANNEL.exec(head);
  if (match === null) return undefined;
  return { db: Number(match[1]), key: kind === 'keyspace' ? channel.subarray(match[0].length) : payload };
}

/** What is missing of a setting, as the setting that has it; undefined: nothing. */
export function completeSetting(flags: string): string | undefined {
  const hasKind = flags.includes('K') || flags.includes('E');
  const hasClasses = flags.includes('A') || CLASSES.every((letter) => flags.includes(letter));
  if (hasKind && hasClasses) return undefined;
  const kept = hasClasses
    ? flags
    : `${flags
        .split('')
        .filter((letter) => !CLASSES.includes(letter))
        .join('')}A`;
  return hasKind ? kept : `K${kept}`;
}

export interface NotificationOptions {
  /** Switch on what is missing. */
  readonly set: boolean;
  readonly onNote: (text: string) => void;
}

/**
 * By which channels the server tells of changes.
 * @throws ReplicationError DENIED: they are not switched on
 */
export async function findNotifications(
  link: ScanLink,
  { set, onNote }: NotificationOptions,
): Promise<NotificationKind> {
  const reply = await link.call('CONFIG', 'GET', SETTING);
  const flags = replyText(replyItems(reply)[1]);
  if (flags === undefined) {
    onNote(
      `${link.name} does not say whether it tells of changes (${errorText(reply) ?? `no ${SETTING}`}): ` +
        `${SETTING} has to be ${WANTED} there, or changes are not seen`,
    );
    return 'keyspace';
  }
  const needed = completeSetting(flags);
  if (needed === undefined) return flags.includes('K') ? 'keyspace' : 'keyevent';
  if (!set) throw new ReplicationError('DENIED', whatToSet(link.name, flags, needed));
  const refused = errorText(await link.call('CONFIG', 'SET', SETTING, needed));
  if (refused !== undefined)
    throw new ReplicationError('DENIED', `${whatToSet(link.name, flags, needed)} (${refused})`);
  onNote(`${SETTING} of ${link.name} was "${flags}", is "${needed}" now, and stays so`);
  return needed.includes('K') ? 'keyspace' : 'keyevent';
}

function whatToSet(server: string, flags: string, needed: string): string {
  return (
    `${server} does not tell of all changes (${SETTING} is "${flags}"): CONFIG SET ${SETTING} ${needed}, ` +
    `or the same in the parameter group of a managed service`
  );
}

export interface ChangeOptions {
  readonly kind: NotificationKind;
  /** Of this database alone. */
  readonly db: number | undefined;
  readonly client: ClientOptions;
  /** The server is asked so often whether it is still there. */
  readonly pingMs: number;
  readonly onChange: (change: Change) => void;
  /** Nothing more comes. */
  readonly onLost: (error: Error) => void;
}

/** A connection of its own, on which changes are told from now on. @throws ReplicationError */
export class Notifications {
  private readonly client: Client;
  private readonly timer: NodeJS.Timeout;
  private isClosed = false;

  private constructor(client: Client, { pingMs, onLost }: ChangeOptions) {
    this.client = client;
    const ping = (): void => {
      client.call('PING').catch((error: Error) => {
        if (!this.isClosed) onLost(error);
        this.close();
      });
    };
    this.timer = setInterval(ping, pingMs);
    // Asking is how the reason is learnt.
    void client.closed.then(ping);
  }

  static async open(endpoint: Endpoint, options: ChangeOptions): Promise<Notifications> {
    const { kind, db, onChange } = options;
    const client = await Client.open(endpoint, {
      ...options.client,
      onMessage: ([, , channel, payload]) => {
        const change = readNotification(kind, replyBytes(channel), replyBytes(payload));
        if (change !== undefined) onChange(change);
      },
    });
    try {
      await client.ask('PSUBSCRIBE', `__${kind}@${db ?? '*'}__:*`);
      return new Notifications(client, options);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    this.client.close();
  }
}
