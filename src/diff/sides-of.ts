/** The sides of a change. What one of them does not have is left out. */
export function sidesOf<State>(a: State | undefined, b: State | undefined): { a?: State; b?: State } {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
