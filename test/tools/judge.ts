/** Does what came of a file fit what servers say of it? */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compareTruth } from './compare-truth.ts';
import type { CorpusCase } from './corpus.ts';

/** What came of a file, in this process or in another. */
export interface Outcome {
  /** Key records, NDJSON. */
  readonly text: string;
  /** The error's code, or the exit status of a program; undefined: all is well. */
  readonly error: string | undefined;
  /** Whether something was said: a warning, or the error. */
  readonly said: boolean;
}

export interface RunOptions {
  readonly skipChecksum: boolean;
}

/** How a file is read. */
export type Run = (path: string, options: RunOptions) => Promise<Outcome>;

/** What is wrong; empty if nothing is. */
export async function judge(corpusCase: CorpusCase, run: Run): Promise<readonly string[]> {
  const { path, rule, mustWarn, wrongChecksum } = corpusCase;
  if (wrongChecksum) {
    const refused = await run(path, { skipChecksum: false });
    if (refused.error === undefined) return ['the wrong checksum passes'];
    return judgeAnswer(corpusCase, await run(path, { skipChecksum: true }));
  }
  const outcome = await run(path, { skipChecksum: false });
  if (outcome.error !== undefined) {
    if (rule === 'load') return [`error ${outcome.error}`];
    return outcome.said ? [] : ['refused without a word'];
  }
  if (rule === 'refuse') return ['read, but no server loads it'];
  const silent = rule === 'either' && mustWarn && !outcome.said;
  return [...(silent ? ['the damage is passed over in silence'] : []), ...judgeAnswer(corpusCase, outcome)];
}

function judgeAnswer({ truth, path, compare }: CorpusCase, { text, error }: Outcome): readonly string[] {
  if (error !== undefined) return [`error ${error}`];
  if (truth === undefined) return [];
  return compareTruth(text, readTruthFile(truth), { ...compare, source: readFileSync(path), nowMs: Date.now() })
    .differences;
}

function readTruthFile(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
