/** The end of a lane. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lane } from './target.ts';

/** How long a target may take to have its markers removed. */
const TIDY_MS = 2000;

/** What is removed at the end stays if its target is not there to remove it. */
export async function closeLane(lane: Lane, isClean: boolean): Promise<void> {
  const late = new AbortController();
  try {
    const isTidy = isClean && lane.close(true).then(() => true);
    if (await Promise.race([isTidy, delay(TIDY_MS, false, { signal: late.signal })])) return;
  } catch (error) {
    await lane.close(false);
    throw error;
  } finally {
    late.abort();
  }
  await lane.close(false);
}
