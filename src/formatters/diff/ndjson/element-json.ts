/** Elements that differ as JSON, named as record-schema.md names their parts. */
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { ElementChange, Fact, FieldState, GroupState, MemberState, VectorState } from '../../../diff/change.ts';
import { BYTES } from '../../../kernels/kernels.ts';
import { formatStreamId, type StreamConsumer, type StreamId } from '../../../model/stream.ts';
import type { StreamField, StreamPending } from '../../../model/value.ts';

export function printElement(out: ByteWriter, change: ElementChange): void {
  out.ascii(`{"kind":"${change.kind}"`);
  switch (change.kind) {
    case 'string':
      printSides(out, change, printBytes);
      break;
    case 'opaque':
      printSides(out, change, (to, bytes) => to.bytes(bytes, BYTES.BASE64));
      break;
    case 'items':
      out.ascii(`,"aIndex":${change.aIndex},"bIndex":${change.bIndex}`);
      printSides(out, change, (to, items) => printList(to, items, printBytes));
      break;
    case 'member':
      printNamed(out, 'member', change.member);
      printSides(out, change, printMember);
      break;
    case 'field':
      if (change.path !== undefined) printNamed(out, 'path', change.path);
      printNamed(out, 'field', change.field);
      printSides(out, change, printField);
      break;
    case 'entry':
      printId(out, 'id', change.id);
      printSides(out, change, (to, fields) => printList(to, fields, printPair));
      break;
    case 'group':
      printNamed(out, 'group', change.group);
      printSides(out, change, printGroup);
      break;
    case 'consumer':
      printNamed(out, 'group', change.group);
      printNamed(out, 'consumer', change.consumer);
      printSides(out, change, printConsumer);
      break;
    case 'pending':
      printNamed(out, 'group', change.group);
      printId(out, 'id', change.id);
      printSides(out, change, printPending);
      break;
    case 'producer':
      printNamed(out, 'producer', change.producer);
      printNamed(out, 'iid', change.iid);
      printSides(out, change, (to, id) => to.ascii(`"${formatStreamId(id)}"`));
      break;
    case 'array-item':
      out.ascii(`,"index":${change.index}`);
      printSides(out, change, printBytes);
      break;
    case 'vector':
      printNamed(out, 'element', change.element);
      printSides(out, change, printVector);
      break;
    case 'fact':
      out.ascii(`,"name":${JSON.stringify(change.name)}`);
      printSides(out, change, printFact);
      break;
  }
  out.ascii('}');
}

type Print<State> = (out: ByteWriter, state: State) => void;

/** What is absent is left out. */
function printSides<State>(
  out: ByteWriter,
  change: { readonly a?: State; readonly b?: State },
  print: Print<State>,
): void {
  const { a, b } = change;
  if (a !== undefined) {
    out.ascii(',"a":');
    print(out, a);
  }
  if (b !== undefined) {
    out.ascii(',"b":');
    print(out, b);
  }
}

function printBytes(out: ByteWriter, bytes: Uint8Array): void {
  out.bytes(bytes, BYTES.AUTO);
}

function printNamed(out: ByteWriter, name: string, bytes: Uint8Array): void {
  out.ascii(`,"${name}":`);
  printBytes(out, bytes);
}

function printId(out: ByteWriter, name: string, id: StreamId): void {
  out.ascii(`,"${name}":"${formatStreamId(id)}"`);
}

function printList<Item>(out: ByteWriter, items: readonly Item[], print: Print<Item>): void {
  out.ascii('[');
  for (const item of items) {
    print(out, item);
    out.ascii(',');
  }
  out.dropComma();
  out.ascii(']');
}

/** The fields of an object; what is absent is left out. */
class Fields {
  private separator = '{';
  private readonly out: ByteWriter;

  constructor(out: ByteWriter) {
    this.out = out;
  }

  begin(name: string): ByteWriter {
    this.out.ascii(`${this.separator}"${name}":`);
    this.separator = ',';
    return this.out;
  }

  integer(name: string, value: number | bigint | undefined): void {
    if (value !== undefined) this.begin(name).ascii(String(value));
  }

  bytes(name: string, bytes: Uint8Array | undefined): void {
    if (bytes !== undefined) printBytes(this.begin(name), bytes);
  }

  end(): void {
    this.out.ascii(this.separator === '{' ? '{}' : '}');
  }
}

function printMember(out: ByteWriter, { score, expireAtMs }: MemberState): void {
  const fields = new Fields(out);
  if (score !== undefined) fields.begin('score').number(score);
  fields.integer('expireAt', expireAtMs);
  fields.end();
}

function printField(out: ByteWriter, { value, expireAtMs }: FieldState): void {
  const fields = new Fields(out);
  fields.bytes('value', value);
  fields.integer('expireAt', expireAtMs);
  fields.end();
}

function printPair(out: ByteWriter, { field, value }: StreamField): void {
  out.ascii('[');
  printBytes(out, field);
  out.ascii(',');
  printBytes(out, value);
  out.ascii(']');
}

function printGroup(out: ByteWriter, { lastId, entriesRead, nacked }: GroupState): void {
  const fields = new Fields(out);
  fields.begin('lastId').ascii(`"${formatStreamId(lastId)}"`);
  fields.integer('entriesRead', entriesRead);
  if (nacked !== undefined) {
    printList(fields.begin('nacked'), nacked, (to, id) => to.ascii(`"${formatStreamId(id)}"`));
  }
  fields.end();
}

function printConsumer(out: ByteWriter, { seenAtMs, activeAtMs }: StreamConsumer): void {
  const fields = new Fields(out);
  fields.integer('seenAt', seenAtMs);
  fields.integer('activeAt', activeAtMs);
  fields.end();
}

function printPending(out: ByteWriter, { consumer, deliveredAtMs, deliveries }: StreamPending): void {
  const fields = new Fields(out);
  fields.bytes('consumer', consumer);
  fields.integer('deliveredAt', deliveredAtMs);
  fields.integer('deliveries', deliveries);
  fields.end();
}

function printVector(out: ByteWriter, { vector, attributes }: VectorState): void {
  const fields = new Fields(out);
  printList(fields.begin('vector'), vector, (to, number) => to.number(number));
  fields.bytes('attributes', attributes);
  fields.end();
}

function printFact(out: ByteWriter, fact: Fact): void {
  if (typeof fact === 'number') out.number(fact);
  else if (typeof fact === 'bigint') out.ascii(String(fact));
  else if (typeof fact === 'string') out.text(JSON.stringify(fact));
  else printBytes(out, fact);
}
