/** Streams: entries, what is counted beside them, groups, and what idempotent producers have sent. */
import { formatStreamId } from '../../model/stream.ts';
import type { StreamField } from '../../model/value.ts';
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { StreamBlock } from '../../keyspace/values/stream-block.ts';
import type { StreamValue } from '../../keyspace/values/stream.ts';
import type { ElementChange, Fact } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { diffGroups } from './groups.ts';
import { diffProducers } from './producers.ts';

type Tell = (change: ElementChange) => void;

export function diffStreams(a: StreamValue, b: StreamValue, options: DiffOptions, tell: Tell): void {
  diffEntries(a, b, tell);
  if (options.streams === 'entries') return;
  const fact = (name: string, before: Fact, after: Fact): void => {
    if (before !== after) tell({ kind: 'fact', name, a: before, b: after });
  };
  fact('lastId', formatStreamId(a.lastId), formatStreamId(b.lastId));
  fact('maxDeletedId', formatStreamId(a.maxDeletedId), formatStreamId(b.maxDeletedId));
  fact('entriesAdded', a.entriesAdded, b.entriesAdded);
  diffGroups(a, b, options, tell);
  diffProducers(a.producers, b.producers, tell);
}

function diffEntries(a: StreamValue, b: StreamValue, tell: Tell): void {
  const inB = b.entries.cursor();
  a.entries.forEach((block, index) => {
    const found = inB.seek(block.ms(index), block.seq(index)) ? inB.block : undefined;
    if (found !== undefined && isSameEntry(block, index, found, inB.index)) return;
    tell({
      kind: 'entry',
      id: block.idAt(index),
      a: fieldsOf(block, index),
      ...(found === undefined ? {} : { b: fieldsOf(found, inB.index) }),
    });
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
