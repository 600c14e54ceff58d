/**
 * A key as RESTORE with its serialised value: the type byte, the value as the source has it, the RDB version, a CRC64. The length
 * stands in front, so small values are held, and large ones played twice. Source: aof-replication-resp.md 6.3.
 */
import type { Arena, Region } from '../../bytes/arena.ts';
import { FOOTER_BYTES, putFooter } from '../../rdb/encode/payload.ts';
import type { Argument, CommandWriter } from './command-writer.ts';

/** Values up to this size are held. */
const HELD = 1 << 20;
/** A payload that no server takes: proto-max-bulk-len. */
const LONGEST_ARGUMENT = 512 * 1024 * 1024;
/** Older payloads do not exist: DUMP came with it. */
const FIRST_VERSION = 6;

export interface Restored {
  readonly typeByte: number;
  /** The RDB version that the type came with. */
  readonly since: number;
  /** ms; 0: none. */
  readonly ttl: Argument;
  /** REPLACE, ABSTTL, … */
  readonly words: readonly Argument[];
  /** Bytes that a payload may have; left out: what a server takes in one argument. */
  readonly longest?: number | undefined;
}

export class RestoreCommand {
  private readonly commands: CommandWriter;
  private arena: Arena | undefined;
  /** The payload, or the first of it. */
  private readonly held: Region = { start: 0, end: 0 };
  private restored: Restored = { typeByte: 0, since: 0, ttl: 0, words: [] };
  private pass: 'first' | 'write' = 'first';
  private size = 0;
  private crc = 0n;

  constructor(commands: CommandWriter) {
    this.commands = commands;
  }

  open(arena: Arena): void {
    if (arena === this.arena) return;
    this.arena = arena;
    this.held.start = 0;
    this.held.end = 0;
  }

  begin(restored: Restored): void {
    this.restored = restored;
    this.pass = 'first';
    this.size = 0;
    this.crc = 0n;
    this.byte(restored.typeByte);
  }

  /** Serialised bytes of the value. */
  raw(start: number, end: number): void {
    const { arena, held } = this;
    if (arena === undefined) return;
    if (this.pass === 'write') {
      this.commands.out.span(start, end);
      return;
    }
    const size = this.size + end - start;
    this.crc = arena.kernels.crc64(this.crc, start, end);
    if (size <= HELD) {
      if (size + FOOTER_BYTES > held.end - held.start) arena.grow(held, size + FOOTER_BYTES, this.size);
      arena.u8.copyWithin(held.start + this.size, start, end);
    }
    this.size = size;
  }

  /** 'again': the value is needed once more; 'too-long': no server takes it in one argument. */
  end(): 'done' | 'again' | 'too-long' {
    const { out } = this.commands;
    if (this.pass === 'first') {
      const { longest = LONGEST_ARGUMENT } = this.restored;
      if (this.size + FOOTER_BYTES > longest) return 'too-long';
      this.openCommand();
      if (this.size > HELD) {
        this.pass = 'write';
        out.byte(this.restored.typeByte);
        return 'again';
      }
      out.span(this.held.start, this.held.start + this.size);
    }
    this.closeCommand();
    return 'done';
  }

  private openCommand(): void {
    const { ttl, words } = this.restored;
    this.commands.openHead(2 + words.length);
    this.commands.argument(ttl);
    this.commands.out.ascii(`$${this.size + FOOTER_BYTES}\r\n`);
  }

  private closeCommand(): void {
    const { out } = this.commands;
    out.room(FOOTER_BYTES);
    out.at = putFooter(out.memory.kernels, out.at, Math.max(this.restored.since, FIRST_VERSION), this.crc);
    out.ascii('\r\n');
    for (const word of this.restored.words) this.commands.argument(word);
  }

  /** The first byte of the payload. */
  private byte(value: number): void {
    const { arena, held } = this;
    if (arena === undefined) return;
    if (held.end === held.start) arena.grow(held, 1024);
    arena.u8[held.start] = value;
    this.crc = arena.kernels.crc64(0n, held.start, held.start + 1);
    this.size = 1;
  }
}
