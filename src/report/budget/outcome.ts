/** What the gate answers: plain JSON, which all its reports show. Fields only grow; a change of meaning is a new schema. */
import type { GrowthReport } from '../growth.ts';
import type { JsonBytes } from '../report.ts';
import type { Level } from '../budget-file/budget.ts';
import type { Rule, Unit } from './rules.ts';

/** What the first field of an outcome says. */
export const GATE_SCHEMA = 'rdb-tool/memory-gate/1';

/** `incomplete`: an input was damaged, so nobody knows whether all is well; that it is over may be known in any case. */
export type Verdict = 'pass' | 'over' | 'incomplete';

export interface GateOutcome {
  readonly schema: typeof GATE_SCHEMA;
  readonly verdict: Verdict;
  /** Names of the inputs. */
  readonly sources: readonly string[];
  /** Of all keys, ignored ones too. */
  readonly totals: { readonly keys: number; readonly bytes: number };
  /** In the order of the budget file; then the unmatched keys, then the growth in total. */
  readonly results: readonly GateResult[];
  readonly ignores: readonly IgnoreResult[];
  /** What could not be checked, and why: nothing that fails the gate. */
  readonly notes: readonly string[];
  /** Against the baseline, if there is one. */
  readonly growth?: GrowthReport;
}

export interface GateResult {
  /** The budget's, UNMATCHED or TOTAL_GROWTH. */
  readonly name: string;
  readonly level: Level;
  readonly keys: number;
  readonly bytes: number;
  /** Bytes in the baseline, where it knows them. */
  readonly bytesBefore?: number;
  readonly breaches: readonly Breach[];
}

export interface Breach {
  readonly rule: Rule;
  /** Of `actual` and `limit`. */
  readonly unit: Unit;
  /** Of a rule about single keys, the figure of the worst; of requireTtl, how many keys never expire. */
  readonly actual: number;
  readonly limit: number;
  /** Of a rule about single keys: how many are over. */
  readonly keys?: number;
  /** At most three, the worst first. */
  readonly worst: readonly WorstKey[];
  /** A line for a shell that shows the keys. */
  readonly command: string;
}

export interface WorstKey {
  readonly db: number;
  readonly key: JsonBytes;
  readonly type: string;
  readonly bytes: number;
  readonly elements?: number;
  /** Unix ms. */
  readonly expireAt?: number;
  /** Time it has left, in ms; negative where that has passed. */
  readonly leftMs?: number;
  /** Name of the input; only where there are several. */
  readonly source?: string;
}

export interface IgnoreResult {
  /** What the ignore says, as one line. */
  readonly what: string;
  readonly until: string;
  readonly reason?: string;
  /** Its last day is over: its keys count again. */
  readonly over: boolean;
  readonly keys: number;
  readonly bytes: number;
}
