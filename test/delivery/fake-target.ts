/** A target that remembers what it was told, and says that it is delivered when the test wants it to. */
import type { Kept, Lane, LaneSource, Target } from '../../src/delivery/target.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { CommandPlace, Interest, KeyHeader } from '../../src/model/sink.ts';
import type { Position } from '../../src/replication/position.ts';

export class FakeTarget implements Target {
  readonly name: string;
  readonly takes = 'records';
  /** In the order that it was told. */
  readonly told: string[] = [];
  readonly lanes: FakeLane[] = [];
  readonly replids = new Set<string>();
  /** Replication offsets up to which everything was told. */
  readonly reached: number[] = [];
  /** Whether everything counts as delivered at once. */
  confirms = true;
  /** What it says itself of how far it is, whatever the state knows. */
  mark: Position | undefined;

  constructor(name = 'the target') {
    this.name = name;
  }

  async open(): Promise<void> {}

  async lane(_source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const lane = new FakeLane(this, this.mark ?? (kept?.['at'] as Position | undefined));
    this.lanes.push(lane);
    return lane;
  }

  async close(): Promise<void> {
    this.told.push('closed');
  }
}

class FakeLane implements Lane {
  readonly sink: Remembering;
  readonly at: Position | undefined;
  confirmed: Position | undefined;
  private readonly target: FakeTarget;

  constructor(target: FakeTarget, at: Position | undefined) {
    this.target = target;
    this.at = at;
    this.confirmed = at;
    this.sink = new Remembering(target.told);
  }

  async beginSnapshot({ offset }: Position): Promise<void> {
    this.confirmed = undefined;
    this.target.told.push(`snapshot ${offset}`);
  }
  async endSnapshot(at: Position): Promise<void> {
    this.target.told.push('whole');
    this.confirmed = at;
  }
  async abandonSnapshot(): Promise<void> {
    this.target.told.push('lost');
  }
  reached(at: Position): undefined {
    this.target.reached.push(at.offset);
    if (this.target.confirms && this.confirmed !== undefined) this.confirmed = at;
  }
  keep(): Kept {
    return { at: this.confirmed };
  }
  async drain(): Promise<void> {}
  async close(clean: boolean): Promise<void> {
    this.target.told.push(clean ? 'closed in order' : 'closed');
  }
}

class Remembering extends NullSink {
  private readonly told: string[];

  constructor(told: string[]) {
    super();
    this.told = told;
  }

  override key({ db, start, end }: KeyHeader): Interest {
    this.told.push(`key ${db} ${this.arena.latin1(start, end)}`);
    return 'skip';
  }

  readonly command = ({ db }: CommandPlace, rows: number, count: number): void => {
    const { u32 } = this.arena;
    const words = Array.from({ length: count }, (_, i) => {
      const row = (rows >>> 2) + 4 * i;
      return this.arena.latin1(u32[row] ?? 0, u32[row + 1] ?? 0);
    });
    this.told.push(`${db} ${words.join(' ')}`);
  };
}
