/** One handler for each signal, however many listen. */
import type { Outside } from './outside.ts';

type Signal = Parameters<Outside['onSignal']>[0];

/** The same world, for many files that have to go when a signal comes: the last opened first, and the program dies after all. */
export function shareSignals(outside: Outside): Outside {
  const listeners = new Map<Signal, Set<() => void>>();
  const call = (signal: Signal): void => {
    for (const handler of [...(listeners.get(signal) ?? [])].toReversed()) handler();
    outside.dieOf(signal);
  };
  return Object.assign(Object.create(outside) as Outside, {
    onSignal(signal: Signal, handler: () => void): () => void {
      let handlers = listeners.get(signal);
      if (handlers === undefined) {
        handlers = new Set();
        listeners.set(signal, handlers);
        outside.onSignal(signal, () => call(signal));
      }
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    dieOf(): void {},
  });
}
