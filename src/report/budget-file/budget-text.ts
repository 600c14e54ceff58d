/** JSON with comments, of which every node knows its line. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { BudgetError } from '../../errors.ts';

export type { Node } from 'jsonc-parser';

/** What jsonc-parser finds wrong, in words. */
const COMPLAINTS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a property name in quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'something follows the end of the object',
  InvalidCommentToken: 'this is no comment',
  UnexpectedEndOfComment: 'the comment has no end',
  UnexpectedEndOfString: 'the string has no end',
  UnexpectedEndOfNumber: 'the number has no end',
  InvalidUnicode: 'no such \\u escape',
  InvalidEscapeCharacter: 'no such escape',
  InvalidCharacter: 'a control character stands in a string',
};

export class BudgetText {
  readonly root: Node;
  private readonly name: string;
  private readonly text: string;

  /** @throws BudgetError: it is no JSON */
  constructor(text: string, name: string) {
    this.text = text.replace(/^\uFEFF/, '');
    this.name = name;
    const errors: ParseError[] = [];
    const root = parseTree(this.text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first !== undefined) {
      const code = printParseErrorCode(first.error);
      throw this.errorAt(first.offset, COMPLAINTS[code] ?? code);
    }
    if (root === undefined) throw this.errorAt(0, 'the file is empty');
    this.root = root;
  }

  errorAt(offset: number, what: string): BudgetError {
    const line = this.text.slice(0, offset).split('\n').length;
    return new BudgetError(`${this.name}:${line}: ${what}`);
  }
}

/** A node as a message quotes it. */
export function quoteNode({ type, value }: Node): string {
  if (type === 'object') return 'an object';
  if (type === 'array') return 'a list';
  return JSON.stringify(value);
}
