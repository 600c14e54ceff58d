/** What the words of a command line that name inputs stand for. */
import { isServerUrl, maskedUrl } from '../src/connection/mask-url.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import { openPath, type Contents } from '../src/input.ts';
import type { Warning } from '../src/rdb/context.ts';
import type { Outside } from './outside.ts';
import type { InputOptions } from './shared/input-flags.ts';
import { wantedBy } from './shared/scan-flags.ts';

interface OperandOptions extends Pick<InputOptions, 'askConnection' | 'scan'> {
  readonly filters: FilterOptions | undefined;
}

interface OperandListener {
  readonly onWarning: (warning: Warning) => void;
  readonly onNote: (text: string) => void;
}

/** What messages and reports call an input. Has no password. */
export function operandName(operand: string): string {
  return operand === '-' ? '<stdin>' : maskedUrl(operand);
}

/** Asks for the password, if that is to be asked for and a server is read. @throws RdbToolError */
export async function openOperand(
  operand: string,
  { askConnection, scan, filters }: OperandOptions,
  outside: Outside,
  { onWarning, onNote }: OperandListener,
): Promise<Contents> {
  if (operand === '-') return openPath(operand, { onWarning, stdin: outside.stdin });
  if (!isServerUrl(operand)) return openPath(operand, { onWarning });
  const keys = scan === undefined ? {} : { scan: { ...scan, ...wantedBy(filters) } };
  return openPath(operand, { onWarning, onNote, now: () => outside.now(), connection: await askConnection(), ...keys });
}
