/** Keys of a file that is written by hand, with what the model makes of them. */
import { decode } from '../../src/decode.ts';
import type { AllocatorName } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { bytes, close, f64le, key, length, string } from '../tools/rdb-bytes.ts';
import { MemorySource } from '../tools/memory-source.ts';
import { SizeCollector } from '../tools/size-collector.ts';

export interface SizeOptions {
  readonly server: string;
  readonly allocator?: AllocatorName;
  readonly wantsLargest?: boolean;
  /** What the file begins with. */
  readonly magic?: string;
}

/** @param records - key records, with what stands before each */
export async function sizeFile(records: Uint8Array, options: SizeOptions): Promise<SizeCollector> {
  const sizes = new SizeCollector(options.wantsLargest);
  const sink = new MemorySink(sizes, {
    server: parseServerVersion(options.server, '--server-version'),
    allocator: options.allocator,
  });
  await decode(new MemorySource(close(bytes(options.magic ?? 'REDIS0012', 0xfe, 0, records), 'zero')), sink);
  return sizes;
}

/** Plain values: types 0, 1, 2, 4, 5. */
export const stringKey = (name: string, value: string): Uint8Array => key(0, name, string(value));
export const listKey = (name: string, elements: readonly string[]): Uint8Array => collection(1, name, elements);
export const setKey = (name: string, members: readonly string[]): Uint8Array => collection(2, name, members);
export const hashKey = (name: string, pairs: readonly (readonly [string, string])[]): Uint8Array =>
  key(4, name, length(pairs.length), ...pairs.flat().map(string));
export const zsetKey = (name: string, members: readonly (readonly [string, number])[]): Uint8Array =>
  key(5, name, length(members.length), ...members.flatMap(([member, score]) => [string(member), f64le(score)]));

function collection(type: number, name: string, elements: readonly string[]): Uint8Array {
  return key(type, name, length(elements.length), ...elements.map(string));
}
