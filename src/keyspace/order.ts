/** The order in which servers write what they keep in radix trees. */

export function byName(a: { readonly name: Uint8Array }, b: { readonly name: Uint8Array }): number {
  return Buffer.compare(a.name, b.name);
}
