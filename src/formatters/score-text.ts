/** Scores as text: the shortest digits that read back as the same double. */

/** As an argument of a command, as the kernel writes it. */
export function scoreText(score: number): string {
  if (Object.is(score, -0)) return '-0';
  return Number.isFinite(score) ? String(score) : score > 0 ? 'inf' : '-inf';
}

/** As ZSCORE answers. */
export function formatScore(score: number): string {
  return Number.isNaN(score) ? 'nan' : scoreText(score);
}
