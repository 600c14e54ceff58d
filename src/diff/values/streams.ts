/** Streams: entries, what is counted beside them, groups, and what idempotent producers have sent. */
import { formatStreamId } from '../../model/stream.ts';
import type { StreamField } from '../../model/value.ts';
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { StreamBlock } from '../../keyspace/values/stream-block.ts';
import type { StreamValue } from '../../keyspace/values/stream.ts';
import type { ElementChange } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { sidesOf } from '../sides-of.ts';
import { diffFact } from './facts.ts';
import { diffGroups } from './groups.ts';
import { diffProducers } from './producers.ts';

type Tell = (change: ElementChange) => void;

export function diffStreams(a: StreamValue, b: StreamValue, options: DiffOptions, tell: Tell): void {
  diffEntries(a, b, tell);
  if (options.streams === 'entries') return;
  diffFact('lastId', formatStreamId(a.lastId), formatStreamId(b.lastId), tell);
  diffFact('maxDeletedId', formatStreamId(a.maxDeletedId), formatStreamId(b.maxDeletedId), tell);
  diffFact('entriesAdded', a.entriesAdded, b.entriesAdded, tell);
  diffGroups(a, b, options, tell);
  diffProducers(a.producers, b.producers, tell);
}

function diffEntries(a: StreamValue, b: StreamValue, tell: Tell): void {
  const inB = b.entries.cursor();
  a.entries.forEach((block, index) => {
    const found = inB.seek(block.ms(index), block.seq(index)) ? inB.block : undefined;
    if (found !== undefined && isSameEntry(block, index, found, inB.index)) return;
    const after = found && fieldsOf(found, inB.index);
    tell({ kind: 'entry', id: block.idAt(index), ...sidesOf(fieldsOf(block, index), after) });
  });
  const inA = a.entries.cursor();
  b.entries.forEach((block, index) => {
    if (inA.seek(block.ms(index), block.seq(index))) return;
    tell({ kind: 'entry', id: block.idAt(index), b: fieldsOf(block, index) });
  });
}

function isSameEntry(a: StreamBlock, indexOfA: number, b: StreamBlock, indexOfB: number): boolean {
  const left = a.fieldsOf(indexOfA);
  const right = b.fieldsOf(indexOfB);
  if (left.left !== right.left) return false;
  for (;;) {
    const before = left.next();
    const after = right.next();
    if (before === undefined || after === undefined) return true;
    if (!equalSpans(before.name, after.name) || !equalSpans(before.value, after.value)) return false;
  }
}

function fieldsOf(block: StreamBlock, index: number): StreamField[] {
  const fields: StreamField[] = [];
  const reader = block.fieldsOf(index);
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    fields.push({ field: viewOf(field.name), value: viewOf(field.value) });
  }
  return fields;
}
