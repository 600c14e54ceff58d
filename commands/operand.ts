/** What the words of a command line that name inputs stand for. */
import { isServerUrl, maskedUrl } from '../src/connection/mask-url.ts';
import { openPath, type Contents } from '../src/input.ts';
import type { Warning } from '../src/rdb/context.ts';
import type { Outside } from './outside.ts';
import type { InputOptions } from './shared/input-flags.ts';

/** What messages and reports call an input. Has no password. */
export function operandName(operand: string): string {
  return operand === '-' ? '<stdin>' : maskedUrl(operand);
}

/** Asks for the password, if that is to be asked for and a server is read. @throws RdbToolError */
export async function openOperand(
  operand: string,
  { askConnection }: Pick<InputOptions, 'askConnection'>,
  { stdin }: Outside,
  onWarning: (warning: Warning) => void,
): Promise<Contents> {
  if (operand === '-') return openPath(operand, { onWarning, stdin });
  return openPath(operand, { onWarning, ...(isServerUrl(operand) ? { connection: await askConnection() } : {}) });
}
