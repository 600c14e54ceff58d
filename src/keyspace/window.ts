/** Bytes of modules stand in the window when a sink is told of them: readers take its end for theirs. */
import type { Arena } from '../bytes/arena.ts';

/** Make `bytes` all that is in the window; gives where they begin. */
export function bringToWindow(arena: Arena, bytes: Uint8Array): number {
  const { window } = arena;
  if (window.end - window.start < bytes.length) arena.grow(window, bytes.length);
  arena.restart(0);
  arena.u8.set(bytes, window.start);
  arena.end = window.start + bytes.length;
  return window.start;
}
