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
  private readonly state: (last: boolean) => Omit<State, 'savedMs'>;
  private readonly now: () => number;
  private before: Promise<void> = Promise.resolve();
  private underWay = 0;
  private savedMs = 0;
  private saved = '';

  /** @param state - what is certain now; `last`: nothing follows, and everything is */
  constructor(store: StateStore, state: (last: boolean) => Omit<State, 'savedMs'>, now: () => number) {
    this.store = store;
    this.state = state;
    this.now = now;
  }

  /** It is time for a write, and none is under way. */
  get isDue(): boolean {
    return this.underWay === 0 && this.now() - this.savedMs >= SAVE_MS;
  }

  /** What is certain when the writes before are done. @throws SourceError OUTPUT */
  async save(last = false): Promise<void> {
    this.underWay++;
    const saving = this.before.then(() => this.write(last));
    this.before = saving.catch(() => undefined);
    try {
      await saving;
    } finally {
      this.underWay--;
    }
  }

  private async write(last: boolean): Promise<void> {
    const { now, store } = this;
    const state = this.state(last);
    this.savedMs = now();
    const text = JSON.stringify(state);
    // Nothing moved: the disk has its peace.
    if (text === this.saved) return;
    await store.save(printState({ ...state, savedMs: this.savedMs }));
    this.saved = text;
  }
}
