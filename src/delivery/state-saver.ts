/** Writes the state, one write after another: they all go by way of the same temporary file. */
import { printState, type State } from './state.ts';

/** Where the state is kept. */
export interface StateStore {
  /** For messages. */
  readonly path: string;
  /** Undefined: there is none yet. @throws SourceError */
  load(): Uint8Array | undefined;
  /** Durably, in the place of what was there. @throws SourceError OUTPUT */
  save(bytes: Uint8Array): Promise<void>;
}

const SAVE_MS = 1000;

export class StateSaver {
  private readonly store: StateStore;
  private readonly state: () => Omit<State, 'savedMs'>;
  private readonly now: () => number;
  private last: Promise<void> = Promise.resolve();
  private underWay = 0;
  private savedMs = 0;
  private saved = '';

  /** @param state - what is certain now */
  constructor(store: StateStore, state: () => Omit<State, 'savedMs'>, now: () => number) {
    this.store = store;
    this.state = state;
    this.now = now;
  }

  /** It is time for a write, and none is under way. */
  get isDue(): boolean {
    return this.underWay === 0 && this.now() - this.savedMs >= SAVE_MS;
  }

  /** What is certain when the writes before are done. @throws SourceError OUTPUT */
  async save(): Promise<void> {
    this.underWay++;
    const saving = this.last.then(() => this.write());
    this.last = saving.catch(() => undefined);
    try {
      await saving;
    } finally {
      this.underWay--;
    }
  }

  private async write(): Promise<void> {
    const { now, store } = this;
    const state = this.state();
    this.savedMs = now();
    const text = JSON.stringify(state);
    // Nothing moved: the disk has its peace.
    if (text === this.saved) return;
    await store.save(printState({ ...state, savedMs: this.savedMs }));
    this.saved = text;
  }
}
