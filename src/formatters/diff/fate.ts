/** What happened to a key, or to an element of one. */
export type Fate = 'removed' | 'added' | 'changed';

/** Whether something is gone, new, or other than it was. */
export function fateOf({ a, b }: { readonly a?: unknown; readonly b?: unknown }): Fate {
  return b === undefined ? 'removed' : a === undefined ? 'added' : 'changed';
}
