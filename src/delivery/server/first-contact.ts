/** The first time that a target is spoken to: one that is being started is waited for. */
import { setTimeout as delay } from 'node:timers/promises';
import { addressText } from '../../connection/endpoint.ts';
import { isPassing } from '../../connection/passing.ts';
import type { ServerFacts } from '../../connection/server-facts.ts';
import { ReplicationError } from '../../errors.ts';

export interface FirstContactOptions {
  /** How long it is waited for. */
  readonly firstContactMs?: number | undefined;
  /** Why it waits. */
  readonly onTrouble: (trouble: string | undefined) => void;
}

const FIRST_CONTACT_MS = 10_000;
const RETRY_MS = 250;

/** @throws what `look` throws, if trying again does not help, or has not for long enough */
export async function makeContact<T>(
  look: () => Promise<T>,
  { firstContactMs = FIRST_CONTACT_MS, onTrouble }: FirstContactOptions,
): Promise<T> {
  const begun = performance.now();
  for (let hasWaited = false; ; hasWaited = true) {
    try {
      const found = await look();
      if (hasWaited) onTrouble(undefined);
      return found;
    } catch (error) {
      if (!isPassing(error) || performance.now() - begun > firstContactMs) throw error;
      onTrouble(error.message);
      await delay(RETRY_MS);
    }
  }
}

/** Replicas take no writes, and sentinels hold no keys. @throws ReplicationError TARGET */
export function checkIsMaster(name: string, { role, master }: ServerFacts): void {
  if (role !== 'replica' && role !== 'sentinel') return;
  const whose = master === undefined ? '' : ` of ${addressText(master.address)}`;
  throw new ReplicationError('TARGET', `${name} is a ${role}${whose}: give the master`);
}
