/**
 * A sink in front of a sink that gives a server what its RESTORE takes: a payload of a newer server, or of the other family, gets the
 * footer that it knows where it reads the bytes, and is written anew where it does not. What it cannot hold is told, and the key goes
 * that stood there before. Source: rdb-format.md 5; redis 8.6 and valkey 9.1 src/cluster.c, verifyDumpPayload().
 */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError, UnsupportedError } from '../errors.ts';
import { CommandBuffer } from '../filter/feed/command-buffer.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { canRestore, typesOf } from '../formatters/resp/readable-type.ts';
import { readModuleId } from '../model/module-id.ts';
import type { CommandPlace, EntrySink } from '../model/sink.ts';
import { supports, type Target } from '../model/target.ts';
import { WordTable } from '../model/word-table.ts';
import { FIRST_VALKEY } from '../rdb/dialect.ts';
import { takesVersion } from '../rdb/encode/choose-format.ts';
import { FOOTER_BYTES, putFooter } from '../rdb/encode/payload.ts';
import type { TypeSpec } from '../rdb/types.ts';
import { PayloadConverter } from './payload-converter.ts';

const NAMES = new WordTable<'restore'>([
  ['RESTORE', 'restore'],
  ['RESTORE-ASKING', 'restore'],
]);
/** RESTORE key ttl payload [REPLACE] … */
const PAYLOAD = 3;
/** Older payloads do not exist: DUMP came with it. */
const FIRST_VERSION = 6;

export class RestoredPayloads extends CommandSink {
  private readonly server: Target;
  private readonly onLoss: (message: string) => void;
  private readonly converter: PayloadConverter;
  private readonly buffer = new CommandBuffer();
  private readonly types = new Map<number, readonly (TypeSpec | undefined)[]>();
  private readonly told = new Set<string>();

  /** @param onLoss - told once of each kind of thing that the server cannot hold, in the user's words */
  constructor(target: EntrySink, server: Target, onLoss: (message: string) => void) {
    super(target);
    this.server = server;
    this.onLoss = onLoss;
    this.converter = new PayloadConverter(server, (what) => this.lose(`values lose ${what}: ${server.name} has none`));
  }

  override open(arena: Arena): void {
    this.buffer.open(arena);
    super.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args } = this;
    args.set(rows, count);
    const isRestore = NAMES.at(args.arena.u8, args.start(0), args.end(0)) === 'restore';
    if (!isRestore || count <= PAYLOAD || args.size(PAYLOAD) <= FOOTER_BYTES) this.send(place, rows, count);
    else this.restore(place, rows, count);
  }

  private restore(place: CommandPlace, rows: number, count: number): void {
    const { args, server } = this;
    const { view } = args.arena;
    const version = view.getUint16(args.end(PAYLOAD) - FOOTER_BYTES, true);
    const spec = this.typesOf(version)[view.getUint8(args.start(PAYLOAD))];
    const readsType = spec !== undefined && canRestore(server, spec, this.moduleOf(spec));
    const isKnown = takesVersion(server, version);
    // What we do not know ourselves the server may.
    if (isKnown && (readsType || spec === undefined)) this.send(place, rows, count);
    else if (readsType) this.sendAs(Math.max(spec.since, FIRST_VERSION), place);
    else this.sendConverted(place, rows, count);
  }

  private typesOf(version: number): readonly (TypeSpec | undefined)[] {
    let types = this.types.get(version);
    if (types === undefined) {
      types = typesOf(version >= FIRST_VALKEY ? 'valkey' : 'redis', version);
      this.types.set(version, types);
    }
    return types;
  }

  private moduleOf({ layout }: TypeSpec): string | undefined {
    const { args } = this;
    if (layout.kind !== 'module') return undefined;
    return readModuleId(args.arena.u8.subarray(args.start(PAYLOAD) + 1, args.end(PAYLOAD)))?.name;
  }

  /** The same bytes with another footer. */
  private sendAs(version: number, place: CommandPlace): void {
    const { args, buffer } = this;
    this.takeAll();
    buffer.splice(PAYLOAD, new Uint8Array(), args.start(PAYLOAD), args.end(PAYLOAD));
    const { kernels } = args.arena;
    args.set(buffer.rows, buffer.count);
    const footer = args.end(PAYLOAD) - FOOTER_BYTES;
    putFooter(kernels, footer, version, kernels.crc64(0n, args.start(PAYLOAD), footer));
    this.send(place, buffer.rows, buffer.count);
  }

  private sendConverted(place: CommandPlace, rows: number, count: number): void {
    const { args, buffer } = this;
    let payload: Uint8Array;
    try {
      payload = this.converter.convert(args.bytes(PAYLOAD));
    } catch (error) {
      // The server says what is wrong with it.
      if (error instanceof DecodeError) this.send(place, rows, count);
      else if (error instanceof UnsupportedError) this.deleteKey(place, error.message);
      else throw error;
      return;
    }
    this.takeAll();
    buffer.splice(PAYLOAD, payload, 0, 0);
    this.send(place, buffer.rows, buffer.count);
  }

  private takeAll(): void {
    this.buffer.begin();
    this.buffer.take(this.args, 0);
  }

  private deleteKey(place: CommandPlace, why: string): void {
    const { args, buffer } = this;
    this.lose(`keys are lost: ${why}`);
    buffer.begin();
    buffer.put(supports(this.server, 'unlink') ? 'UNLINK' : 'DEL');
    buffer.take(args, 1, 2);
    this.send(place, buffer.rows, buffer.count);
  }

  /** Once, whatever numbers are in it. */
  private lose(what: string): void {
    const kind = what.replaceAll(/\d+/g, '#');
    if (this.told.has(kind)) return;
    this.told.add(kind);
    this.onLoss(`RESTORE: ${what}`);
  }
}
