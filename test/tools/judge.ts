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
  readonly allowTruncated: boolean;
  /** What relative times in a log count from. */
  readonly nowMs: number;
}

/** How a file or a log is read. */
export type Run = (path: string, options: RunOptions) => Promise<Outcome>;

/** What is read in the run at hand is all read at this time. */
const CAREFUL: RunOptions = { skipChecksum: false, allowTruncated: false, nowMs: Date.now() };

/** What is wrong; empty if nothing is. */
export async function judge(corpusCase: CorpusCase, run: Run): Promise<readonly string[]> {
  const { path, format, rule, mustWarn, wrongChecksum } = corpusCase;
  if (wrongChecksum) {
    const refused = await run(path, CAREFUL);
    if (refused.error === undefined) return ['the wrong checksum passes'];
    return judgeAnswer(corpusCase, await run(path, { ...CAREFUL, skipChecksum: true }));
  }
  const outcome = await run(path, CAREFUL);
  if (outcome.error !== undefined) {
    if (rule === 'load') return [`error ${outcome.error}`];
    if (!outcome.said) return ['refused without a word'];
    return format === 'aof' && rule === 'either' ? judgeCut(corpusCase, run) : [];
  }
  if (rule === 'refuse') return ['read, but no server loads it'];
  const silent = rule === 'either' && mustWarn && !outcome.said;
  return [...(silent ? ['the damage is passed over in silence'] : []), ...judgeAnswer(corpusCase, outcome)];
}

/** A log that is cut where servers let it be: what is good of it is what they hold. Whoever refuses it still says why. */
async function judgeCut(corpusCase: CorpusCase, run: Run): Promise<readonly string[]> {
  const outcome = await run(corpusCase.path, { ...CAREFUL, allowTruncated: true });
  if (outcome.error !== undefined) return [];
  return outcome.said ? judgeAnswer(corpusCase, outcome) : ['the cut is passed over in silence'];
}

function judgeAnswer({ truth, format, path, compare }: CorpusCase, { text, error }: Outcome): readonly string[] {
  if (error !== undefined) return [`error ${error}`];
  if (truth === undefined) return [];
  const { nowMs } = CAREFUL;
  const rest = format === 'rdb' ? { source: readFileSync(path) } : { replayedMs: nowMs };
  return compareTruth(text, readTruthFile(truth), { ...compare, ...rest, nowMs }).differences;
}

function readTruthFile(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
