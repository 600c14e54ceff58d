/**
 * What a numeric index of RediSearch 1 answers. Its file holds documents and numbers only; the tree of ranges, which is what takes
 * memory, is built when it is loaded: a leaf splits once it has too many distinct numbers, and nodes above keep their own list
 * of all that is below them until they have split too often.
 *
 * Source: RediSearch 1.4 src/numeric_index.c, NumericRangeNode_Add(), NumericRange_Split(), NumericIndexType_MemUsage();
 * src/inverted_index.c, encodeNumeric(), InvertedIndex_WriteEntryGeneric().
 */

/** NumericRangeTree, NumericRangeNode, NumericRange, InvertedIndex; IndexBlock and Buffer; a distinct number. */
const STRUCT = { tree: 48, node: 40, range: 48, index: 32, block: 56, number: 8 } as const;
const BLOCK_ENTRIES = 100;
/** Distinct numbers of the root's range; a split allows four times as many, up to a limit. */
const FIRST_LIMIT = 2;
const LIMIT_FACTOR = 4;
const MOST_NUMBERS = 2500;
const MOST_ENTRIES = 10000;
/** Nodes of more keep no range, and children that differ by more are balanced. */
const MOST_DEPTH = 2;
/** Of the first byte of an entry, what a small number fits in. */
const TINIEST = 7;
const FLOAT_ERROR = 0.01;

export interface NumericEntry {
  readonly document: number;
  readonly value: number;
}

/** @param entries - in any order */
export function numericIndexUsage(entries: readonly NumericEntry[]): number {
  const root = new RangeNode(FIRST_LIMIT);
  let last = 0;
  for (const entry of entries.toSorted((a, b) => a.document - b.document)) {
    if (entry.document <= last) continue;
    last = entry.document;
    root.add(entry);
  }
  return STRUCT.tree + root.usage();
}

interface Children {
  left: RangeNode;
  right: RangeNode;
  /** Where numbers from the right one on begin. */
  readonly middle: number;
}

class RangeNode {
  private range: NumericRange | undefined;
  /** As the index counts it: splits below, less those that were balanced. */
  private depth = 0;
  /** Of a leaf there are none. */
  private children: Children | undefined;

  constructor(limit: number) {
    this.range = new NumericRange(limit);
  }

  /** True: a leaf below has split, or this one. */
  add(entry: NumericEntry): boolean {
    const { children, range } = this;
    if (children === undefined) return this.addToLeaf(entry);
    range?.add(entry, false);
    const side = entry.value < children.middle ? 'left' : 'right';
    const child = children[side];
    if (!child.add(entry)) return false;
    if (++this.depth > MOST_DEPTH) this.range = undefined;
    children[side] = child.balanced();
    return true;
  }

  usage(): number {
    const { children } = this;
    const below = children === undefined ? 0 : children.left.usage() + children.right.usage();
    return STRUCT.node + (this.range?.usage() ?? 0) + below;
  }

  private addToLeaf(entry: NumericEntry): boolean {
    const { range } = this;
    if (range === undefined) return false;
    range.add(entry, true);
    if (!range.isFull) return false;
    const { limit, middle } = range;
    const allowed = Math.min(MOST_NUMBERS, 1 + limit * LIMIT_FACTOR);
    const [left, right] = [new RangeNode(allowed), new RangeNode(allowed)];
    for (const one of range.entries) (one.value < middle ? left : right).range?.add(one, true);
    this.children = { left, right, middle };
    this.depth = 1;
    return true;
  }

  /** The node that stands in this one's place once the deeper child has gone up, if it is too deep. */
  private balanced(): RangeNode {
    const { children } = this;
    if (children === undefined) return this;
    const { left, right } = children;
    if (right.depth - left.depth > MOST_DEPTH && right.children !== undefined) {
      children.right = right.children.left;
      right.children.left = this;
      this.depth--;
      return right;
    }
    if (left.depth - right.depth > MOST_DEPTH && left.children !== undefined) {
      children.left = left.children.right;
      left.children.right = this;
      this.depth--;
      return left;
    }
    return this;
  }
}

class NumericRange {
  readonly limit: number;
  /** With their numbers as they can be read again: of some, a float. */
  readonly entries: NumericEntry[] = [];
  private readonly numbers = new Set<number>();
  private sum = 0;
  private bytes = 0;
  /** Of the last entry of a block, from which the next one tells its distance. */
  private last = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get isFull(): boolean {
    const { size } = this.numbers;
    return size >= this.limit || (this.entries.length > MOST_ENTRIES && size > 1);
  }

  /** The average of the distinct numbers. */
  get middle(): number {
    return this.sum / this.numbers.size;
  }

  /** @param counts - whether a number that is new counts as one */
  add({ document, value }: NumericEntry, counts: boolean): void {
    if (counts && !this.numbers.has(value)) {
      this.numbers.add(value);
      this.sum += value;
    }
    if (this.entries.length % BLOCK_ENTRIES === 0) this.last = 0;
    this.bytes += 1 + bytesOf(document - this.last) + numberBytes(value);
    this.last = document;
    this.entries.push({ document, value: isFloat(value) ? Math.fround(value) : value });
  }

  usage(): number {
    const blocks = Math.max(1, Math.ceil(this.entries.length / BLOCK_ENTRIES));
    return STRUCT.range + STRUCT.number * this.numbers.size + STRUCT.index + STRUCT.block * blocks + this.bytes;
  }
}

function numberBytes(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) && value >= 0 && value <= TINIEST) return 0;
  if (Number.isInteger(size) && size < 2 ** 64) return bytesOf(size);
  if (!Number.isFinite(value)) return 0;
  return isFloat(value) ? 4 : 8;
}

/** Such a number is stored as a float, at the cost of its last digits. */
function isFloat(value: number): boolean {
  return !Number.isInteger(value) && Math.abs(value - Math.fround(value)) < FLOAT_ERROR;
}

/** Of an integer; one at least. */
function bytesOf(value: number): number {
  let bytes = 1;
  for (let limit = 256; value >= limit; limit *= 256) bytes++;
  return bytes;
}
