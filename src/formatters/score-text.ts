/** A score as an argument: the shortest digits that read back as the same double, as the kernel writes them. */
export function scoreText(score: number): string {
  if (Object.is(score, -0)) return '-0';
  return Number.isFinite(score) ? String(score) : score > 0 ? 'inf' : '-inf';
}
