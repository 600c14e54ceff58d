/** An array as ARMSET and ARSEEK. Source: aof-replication-resp.md 6.2; redis 8.8 src/aof.c, src/t_array.c. */
import type { CommandWriter } from './command-writer.ts';

/** Elements of one ARMSET, and bytes of them, as servers write them. */
const ELEMENTS = 32;
const BYTES = 64 * 1024;

export class ArrayCommands {
  private readonly commands: CommandWriter;
  private left = 0;
  private insertIndex: bigint | undefined;
  private waiting: { index: bigint; value: Uint8Array }[] = [];
  private bytes = 0;

  constructor(commands: CommandWriter) {
    this.commands = commands;
  }

  begin(count: number, insertIndex: bigint | undefined): void {
    this.left = count;
    this.insertIndex = insertIndex;
    this.waiting = [];
    this.bytes = 0;
  }

  item(index: bigint, start: number, end: number): void {
    this.waiting.push({ index, value: this.commands.out.memory.u8.slice(start, end) });
    this.bytes += end - start;
    this.left--;
    if (this.left > 0 && this.waiting.length < ELEMENTS && this.bytes < BYTES) return;
    this.commands.openHead(2 * this.waiting.length);
    for (const { index: at, value } of this.waiting) {
      this.commands.argument(at);
      this.commands.argument(value);
    }
    this.waiting = [];
    this.bytes = 0;
  }

  end(): void {
    if (this.insertIndex !== undefined) this.commands.keyCommand('ARSEEK', this.insertIndex);
  }
}
