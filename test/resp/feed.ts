/** Streams, whole or in pieces, through the decoders. */
import { DecodeError, LimitError, RdbToolError } from '../../src/index.ts';
import { RespDecoder } from '../../src/resp/decode.ts';
import type { RespLimits, RespValue } from '../../src/resp/value.ts';

/** Text as bytes, each character the byte of its number. */
export function wire(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** What a stream gives, and what is wrong with it: `CODE message`. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error: string | undefined;
}

export interface Decoder<T> {
  push(bytes: Uint8Array): void;
  take(): T | undefined;
  end?(): void;
}

/** @param size - of the pieces; all at once if left out */
export function drain<T>(decoder: Decoder<T>, stream: Uint8Array, size = stream.length): Outcome<T> {
  const values: T[] = [];
  try {
    for (let at = 0; at < stream.length; at += size) {
      decoder.push(stream.slice(at, at + size));
      for (let value = decoder.take(); value !== undefined; value = decoder.take()) values.push(value);
    }
    decoder.end?.();
  } catch (error) {
    if (!(error instanceof DecodeError) && !(error instanceof LimitError)) throw error;
    return { values, error: describe(error) };
  }
  return { values, error: undefined };
}

export function decodeReplies(stream: Uint8Array, limits: Partial<RespLimits> = {}, size?: number): Outcome<RespValue> {
  return drain(new RespDecoder(limits), stream, size);
}

function describe(error: RdbToolError): string {
  return `${error.code} ${error.message}`;
}
