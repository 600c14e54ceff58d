/** Lines of a difference: what they begin with, what stands in them, and where they go. */
import type { ByteWriter } from '../../../bytes/writer.ts';
import { Line } from '../../line.ts';
import { printBytes } from '../../printable.ts';
import { PLAIN_STYLE, type Style, type Tone } from '../../style.ts';
import { BYTES_PER_COLUMN, columnsOf, cutToWidth, textWidth } from '../../width.ts';
import { fateOf, type Fate } from '../fate.ts';

export const MARKS: Readonly<Record<Fate, string>> = { removed: '- ', added: '+ ', changed: '~ ' };
const INDENT = 4;
/** Of elements, below their key. */
export const DEPTH = 1;
const NEWLINE = 0x0a;
/** Between what is said of one thing. */
export const GAP = '  ';
/** What is not there, on a side of an arrow. */
export const NONE = 'none';

export interface ChangeLinesOptions {
  readonly style: Style;
  /** Of the terminal; absent: some usual width, but names are whole. */
  readonly columns: number | undefined;
}

export class ChangeLines {
  readonly out: ByteWriter;
  readonly columns: number;
  /** Bytes to read of each string: more would not be seen. */
  readonly most: number;
  /** No terminal: a name that is cut could not be looked for. */
  private readonly hasWholeNames: boolean;
  private readonly style: Style;

  constructor(out: ByteWriter, options: ChangeLinesOptions) {
    this.out = out;
    this.hasWholeNames = options.columns === undefined;
    this.columns = columnsOf(options.columns);
    this.most = BYTES_PER_COLUMN * this.columns;
    this.style = options.style;
  }

  /** Without colour. */
  get isPlain(): boolean {
    return this.style === PLAIN_STYLE;
  }

  /** A line of its own, `depth` steps in. */
  begin(fate: Fate, depth: number): Line {
    const line = new Line(this.columns);
    line.add(' '.repeat(INDENT * depth), 'plain');
    line.add(MARKS[fate], fate);
    return line;
  }

  print(line: Line): void {
    this.out.text(line.render(this.style));
    this.out.byte(NEWLINE);
  }

  bytes(bytes: Uint8Array): string {
    return printBytes(bytes, this.most);
  }

  /** What something is called: it may be as long as it likes, but what is said of it must be seen. */
  name(line: Line, bytes: Uint8Array, tone: Tone): void {
    const text = this.nameText(bytes);
    // One that has a `=` itself is quoted, so that it is seen where it ends.
    this.shortName(line, text.includes('=') && !text.startsWith('"') ? `"${text}"` : text, tone);
  }

  nameText(bytes: Uint8Array): string {
    return printBytes(bytes, this.hasWholeNames ? Infinity : this.most);
  }

  shortName(line: Line, text: string, tone: Tone): void {
    const most = Math.floor(this.columns / 2);
    if (this.hasWholeNames) line.addWhole(text, most, tone);
    else line.add(textWidth(text) <= most ? text : `${cutToWidth(text, most - 1)}…`, tone);
  }
}

/** The line of an element, up to and with its mark. */
export function beginElement(lines: ChangeLines, change: { readonly a?: unknown; readonly b?: unknown }): Line {
  return lines.begin(fateOf(change), DEPTH);
}

/** `expires 2030-01-01T00:00:00Z → none`; of something that is gone or new only what there is. */
export function addFact(line: Line, name: string, a: string | undefined, b: string | undefined, fate: Fate): void {
  if (name !== '') line.add(`${name} `, 'dim');
  if (fate !== 'added') line.add(a ?? NONE, 'removed');
  if (fate === 'changed') line.add(' → ', 'dim');
  if (fate !== 'removed') line.add(b ?? NONE, 'added');
}
