/** A hash tag for each slot, so that a key can be put where it is wanted. */
import { keySlot, SLOTS } from '../../model/slot.ts';

/** Found by trying: short ones first. Takes some ten milliseconds. */
export function slotTags(): readonly string[] {
  const tags: string[] = Array.from({ length: SLOTS });
  const seen = new Uint8Array(SLOTS);
  for (let number = 0, left = SLOTS; left > 0; number++) {
    const tag = number.toString(36);
    const slot = keySlot(Buffer.from(tag));
    if (seen[slot] === 1) continue;
    seen[slot] = 1;
    tags[slot] = tag;
    left--;
  }
  return tags;
}
