/** Waiting for what only asking again can tell. */

const PAUSE_MS = 20;
const PATIENCE_MS = 60_000;

/**
 * Ask until the answer is yes.
 *
 * @param what - is waited for, for the one who reads that it never came
 * @throws Error, if it does not come in time; what `reached` throws
 */
export async function until(
  what: string,
  reached: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await reached())) {
    if (performance.now() > end) throw new Error(`no sign of ${what} in ${patienceMs / 1000} s`);
    await pause(PAUSE_MS);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
