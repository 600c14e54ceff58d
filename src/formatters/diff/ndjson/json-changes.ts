/**
 * Differences for programs: an object a line, which `rdb-diff.schema.json` describes. Names and forms are those of record-schema.md;
 * the record of a key that only one side has is what `to-json` prints of it, with `record` before it.
 */
import { Arena } from '../../../bytes/arena.ts';
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { ChangedKey, ChangeSink, DiffTotals, FunctionChange, KeyFacts, SideFacts } from '../../../diff/change.ts';
import type { DiffSide } from '../../../diff/key-record.ts';
import { BYTES } from '../../../kernels/kernels.ts';
import type { EntrySink, FunctionLibrary } from '../../../model/sink.ts';
import { printMeta } from '../../json/meta-text.ts';
import { printElement } from './element-json.ts';
import { KeyRecords } from './key-records.ts';

/** What the first record says. Fields only grow; a change of meaning is a new schema. */
export const DIFF_SCHEMA = 'rdb-tool/diff/1';

export interface JsonDiffOptions {
  /** Values are not looked at. */
  readonly keysOnly: boolean;
}

const SIDES = ['a', 'b'] as const satisfies readonly DiffSide[];

export class JsonChanges implements ChangeSink {
  readonly detail: ChangeSink['detail'];
  readonly removed: EntrySink;
  readonly added: EntrySink;
  private readonly out: ByteWriter;
  private readonly nested: KeyRecords;
  /** What comes as objects is printed by way of this memory. */
  private readonly arena = new Arena(0);

  constructor(out: ByteWriter, { keysOnly }: JsonDiffOptions) {
    this.out = out;
    this.detail = keysOnly ? 'keys' : 'elements';
    this.removed = new KeyRecords(out, { keysOnly, lead: '"record":"removed",' });
    this.added = new KeyRecords(out, { keysOnly, lead: '"record":"added",' });
    this.nested = new KeyRecords(out, { keysOnly: false, nested: true });
  }

  begin(a: SideFacts, b: SideFacts): void {
    this.record('header');
    this.out.ascii(`,"schema":"${DIFF_SCHEMA}"`);
    for (const [side, { names, dialect }] of [['a', a] as const, ['b', b] as const]) {
      this.out.text(`,"${side}":{"names":${JSON.stringify(names)},"dialect":"${dialect}"}`);
    }
    this.endRecord();
  }

  functionLibrary(change: FunctionChange): void {
    this.record('function');
    this.out.ascii(',"name":');
    this.out.bytes(change.name, BYTES.AUTO);
    for (const side of SIDES) {
      const library = change[side];
      if (library !== undefined) this.printLibrary(side, library);
    }
    this.endRecord();
  }

  private printLibrary(side: DiffSide, { engine, code, description }: FunctionLibrary): void {
    const { out } = this;
    out.text(`,"${side}":{"engine":${JSON.stringify(engine)}`);
    if (this.detail === 'elements') {
      if (description !== undefined) {
        out.ascii(',"description":');
        out.bytes(description, BYTES.AUTO);
      }
      out.ascii(',"code":');
      out.bytes(code, BYTES.AUTO);
    }
    out.ascii('}');
  }

  changed(key: ChangedKey): void {
    const { out } = this;
    const { a, aspects } = key;
    this.record('changed');
    out.ascii(`,"db":${a.db},"key":`);
    out.bytes(a.key, BYTES.AUTO);
    out.ascii(`,"aspects":${JSON.stringify(aspects)}`);
    const whole = this.detail === 'elements' && aspects.includes('type');
    for (const side of SIDES) {
      out.ascii(`,"${side}":`);
      if (whole) this.printKey(key, side);
      else this.printFacts(key, side);
    }
    if (this.detail === 'elements' && !whole && aspects.includes('value')) this.printElements(key);
    this.endRecord();
  }

  /** Values of different types have no elements in common. They are told from another memory. */
  private printKey(key: ChangedKey, side: DiffSide): void {
    key.play(side, this.nested);
    this.out.open(this.arena);
  }

  private printFacts(key: ChangedKey, side: DiffSide): void {
    const { out } = this;
    const facts: KeyFacts = key[side];
    const { type, module, encoding, expireAtMs, idleSeconds, freq, noEvict, mvcc, meta } = facts;
    out.ascii('{');
    if (key.a.db !== key.b.db) out.ascii(`"db":${facts.db},`);
    out.ascii(`"type":"${module?.name ?? type}","encoding":"${encoding}"`);
    if (module !== undefined) out.ascii(`,"moduleVersion":${module.version}`);
    if (expireAtMs !== undefined) out.ascii(`,"expireAt":${expireAtMs}`);
    if (idleSeconds !== undefined) out.ascii(`,"idle":${idleSeconds}`);
    if (freq !== undefined) out.ascii(`,"freq":${freq}`);
    if (noEvict) out.ascii(',"noEvict":true');
    if (mvcc !== undefined) out.text(`,"mvcc":${JSON.stringify(mvcc)}`);
    if (meta.length > 0) {
      out.ascii(',"meta":');
      printMeta(out, meta);
    }
    out.ascii('}');
  }

  private printElements(key: ChangedKey): void {
    const { out } = this;
    out.ascii(',"elements":[');
    key.elements((change) => {
      printElement(out, change);
      out.ascii(',');
    });
    out.dropComma();
    out.ascii(']');
  }

  end(totals: DiffTotals): void {
    const { same, removed, changed, added, functions, untold, complete } = totals;
    this.record('totals');
    this.out.ascii(
      `,"same":${same},"removed":${removed},"changed":${changed},"added":${added},"functions":${functions},"untold":${untold},"complete":${complete}`,
    );
    this.endRecord();
    this.out.flush();
  }

  private record(name: string): void {
    this.out.open(this.arena);
    this.out.begin();
    this.out.ascii(`{"record":"${name}"`);
  }

  private endRecord(): void {
    this.out.ascii('}\n');
    this.out.begin();
  }
}
