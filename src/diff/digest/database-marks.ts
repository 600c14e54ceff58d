/** Which database is selected where on a side, so that a source can be read from any of its places. */

/** A source that changes databases more often is read through instead. */
const MOST = 1 << 16;

export class DatabaseMarks {
  /** From each place on, to the next, keys are of the database of the same number. Places ascend. */
  private readonly places: number[] = [];
  private readonly dbs: number[] = [];
  /** Database of the last key. */
  private last: number | undefined;

  /** What comes next is of another source. */
  from(): void {
    this.last = undefined;
  }

  /** A key stands here. */
  mark(place: number, db: number): void {
    if (db === this.last) return;
    this.last = db;
    if (this.places.length > MOST) return;
    this.places.push(place);
    this.dbs.push(db);
  }

  /** Whether all that came was marked. */
  get isWhole(): boolean {
    return this.places.length <= MOST;
  }

  /** The database of the key at a place. */
  at(place: number): number {
    const { places, dbs } = this;
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return dbs[low - 1] ?? 0;
  }
}
