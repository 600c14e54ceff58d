/** What idempotent producers of a stream have sent (Redis 8.6), and for how long that is kept. */
import { compareIds, type StreamId, type StreamIdmp } from '../../model/stream.ts';
import type { FactChange, ProducerChange } from '../change.ts';
import { sidesOf } from '../sides-of.ts';
import { diffFact } from './facts.ts';

type Tell = (change: FactChange | ProducerChange) => void;

export function diffProducers(a: StreamIdmp, b: StreamIdmp, tell: Tell): void {
  diffFact('idmp.duration', a.durationSeconds, b.durationSeconds, tell);
  diffFact('idmp.maxEntries', a.maxEntries, b.maxEntries, tell);
  diffFact('idmp.added', a.added, b.added, tell);
  diffFact('idmp.duplicates', a.duplicates, b.duplicates, tell);
  const inA = recordsOf(a);
  const inB = recordsOf(b);
  for (const [name, { producer, iid, id }] of inA) {
    const other = inB.get(name)?.id;
    if (other !== undefined && compareIds(id, other) === 0) continue;
    tell({ kind: 'producer', producer, iid, ...sidesOf(id, other) });
  }
  for (const [name, { producer, iid, id }] of inB) if (!inA.has(name)) tell({ kind: 'producer', producer, iid, b: id });
}

interface Recorded {
  readonly producer: Uint8Array;
  readonly iid: Uint8Array;
  readonly id: StreamId;
}

/** By what tells both names and where the first of them ends. */
function recordsOf({ producers }: StreamIdmp): Map<string, Recorded> {
  const records = new Map<string, Recorded>();
  for (const { id: producer, entries } of producers) {
    for (const { iid, id } of entries) {
      const names = Buffer.concat([producer, iid]).toString('latin1');
      records.set(`${producer.length} ${names}`, { producer, iid, id });
    }
  }
  return records;
}
