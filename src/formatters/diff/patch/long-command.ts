/** A command of many elements, cut into several where it would be too long. */
import type { Argument } from '../../resp/command-writer.ts';
import type { PatchWriter } from './patch-writer.ts';

export class LongCommand {
  private readonly writer: PatchWriter;
  private readonly head: readonly Argument[];
  private words: Argument[] = [];
  private elements = 0;
  private bytes = 0;

  /** @param head - what each begins with: its name, and the key */
  constructor(writer: PatchWriter, ...head: readonly Argument[]) {
    this.writer = writer;
    this.head = head;
  }

  /** An element: it stays in one command. @returns whether the command was written with it */
  add(...words: readonly Argument[]): boolean {
    this.words.push(...words);
    for (const word of words) this.bytes += typeof word === 'object' ? word.length : 8;
    const { elements, bytes } = this.writer.limits;
    if (++this.elements < elements && this.bytes < bytes) return false;
    this.close();
    return true;
  }

  /** Write what waits. */
  close(): void {
    if (this.elements === 0) return;
    this.writer.command(...this.head, ...this.words);
    this.words = [];
    this.elements = 0;
    this.bytes = 0;
  }
}

/** The same of elements that are all there. */
export function writeAll(writer: PatchWriter, head: readonly Argument[], elements: Iterable<Argument>): void {
  const command = new LongCommand(writer, ...head);
  for (const element of elements) command.add(element);
  command.close();
}
