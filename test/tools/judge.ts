/** Does what came of a file fit what servers say of it? */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compareTruth } from './compare-truth.ts';
import type { CorpusCase } from './corpus.ts';
import { exceptionOf, type LogException } from './log-exceptions.ts';

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
  readonly skipUnknown: boolean;
  /** The server that wrote a log which does not tell. */
  readonly writer?: { readonly family: 'redis' | 'valkey'; readonly version: string };
  /** What relative times in a log count from. */
  readonly nowMs: number;
}

/** How a file or a log is read. */
export type Run = (path: string, options: RunOptions) => Promise<Outcome>;

/** What is read in the run at hand is all read at this time. */
const CAREFUL: RunOptions = { skipChecksum: false, allowTruncated: false, skipUnknown: false, nowMs: Date.now() };

/** What is wrong; empty if nothing is. */
export async function judge(corpusCase: CorpusCase, run: Run): Promise<readonly string[]> {
  const { path, format, rule, mustWarn, wrongChecksum } = corpusCase;
  if (wrongChecksum) {
    const refused = await run(path, CAREFUL);
    if (refused.error === undefined) return ['the wrong checksum passes'];
    return judgeAnswer(corpusCase, await run(path, { ...CAREFUL, skipChecksum: true }));
  }
  const options = optionsOf(corpusCase);
  const outcome = await run(path, options);
  const exception = format === 'aof' ? exceptionOf(corpusCase.name) : undefined;
  if (exception !== undefined) return judgeRest(corpusCase, exception, outcome, run);
  if (outcome.error !== undefined) {
    if (rule === 'load') return [`error ${outcome.error}`];
    if (!outcome.said) return ['refused without a word'];
    return format === 'aof' && rule === 'either' ? judgeCut(corpusCase, run) : [];
  }
  if (rule === 'refuse') return ['read, but no server loads it'];
  const silent = rule === 'either' && mustWarn && !outcome.said;
  return [...(silent ? ['the damage is passed over in silence'] : []), ...judgeAnswer(corpusCase, outcome)];
}

function optionsOf({ writer }: CorpusCase): RunOptions {
  return writer === undefined ? CAREFUL : { ...CAREFUL, writer };
}

/** A log with commands that cannot be replayed ends with the first of them; without them, what they do not touch is right. */
async function judgeRest(
  corpusCase: CorpusCase,
  { error, missing }: LogException,
  outcome: Outcome,
  run: Run,
): Promise<readonly string[]> {
  if (outcome.error === undefined) return ['is replayed whole: it is no exception any more'];
  if (!error.test(outcome.error)) return [`error ${outcome.error}`];
  const { text } = await run(corpusCase.path, { ...optionsOf(corpusCase), skipUnknown: true });
  return judgeAnswer(corpusCase, { text, error: undefined, said: true }).filter((line) => !missing.test(line));
}

/** A log that is cut where servers let it be: what is good of it is what they hold. Whoever refuses it still says why. */
async function judgeCut(corpusCase: CorpusCase, run: Run): Promise<readonly string[]> {
  const outcome = await run(corpusCase.path, { ...optionsOf(corpusCase), allowTruncated: true });
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
