/** A line of coloured pieces that knows its width in terminal columns. */
import type { Style, Tone } from './style.ts';
import { cutToWidth, textWidth } from './width.ts';

interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

export class Line {
  width = 0;
  private pieces: Piece[] = [];
  private columns: number;

  /** @param columns - what does not fit is cut, with `…` as the last character */
  constructor(columns = Infinity) {
    this.columns = columns;
  }

  /** Nothing that comes now would be seen. */
  get full(): boolean {
    return this.width > this.columns;
  }

  get empty(): boolean {
    return this.pieces.length === 0;
  }

  clear(): void {
    this.pieces = [];
    this.width = 0;
  }

  add(text: string, tone: Tone): void {
    if (text === '' || this.full) return;
    this.pieces.push({ text, tone });
    this.width += textWidth(text);
  }

  /** What must be whole: the line is as much longer as this is longer than `most`. */
  addWhole(text: string, most: number, tone: Tone): void {
    this.columns += Math.max(0, textWidth(text) - most);
    this.add(text, tone);
  }

  addAll(line: Line): void {
    for (const { text, tone } of line.pieces) this.add(text, tone);
  }

  /** Spaces up to a column, or two if the line is past it: what follows stands aligned again as soon as it can. */
  padTo(column: number): void {
    this.add(' '.repeat(Math.max(2, column - this.width)), 'plain');
  }

  /** The text without spaces at its end. */
  render(style: Style): string {
    let text = '';
    let width = 0;
    const { full } = this;
    const most = full ? this.columns - 1 : Infinity;
    const last = this.pieces.findLastIndex((piece) => piece.tone !== 'plain');
    for (const piece of this.pieces.slice(0, last + 1)) {
      const shown = full ? cutToWidth(piece.text, most - width) : piece.text;
      if (shown !== '') text += style[piece.tone](shown);
      if (shown !== piece.text) break;
      width += textWidth(shown);
    }
    return full ? text + style.dim('…') : text;
  }
}
