/** RDB bytes in, what a formatter prints out. */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { decode } from '../../src/decode.ts';
import type { Source } from '../../src/io/source.ts';
import type { Formatter } from './feed.ts';

/** Redis 7.2: a plain string, an integer, an expired key with an escape sequence for a name, a list. */
export const SMALL_FILE = [
  '524544495330303131', // REDIS0011
  'fa0972656469732d76657205372e322e30', // aux redis-ver 7.2.0
  'fe00', // db 0
  'fb0401', // 4 keys, 1 expires
  '0001610568656c6c6f', // a: hello
  '00016ec0fb', // n: -5
  'fc00080eb27701000000051b5b33316d0178', // \e[31m: x, expired
  '01016c0201780179', // l: x y
  'ff0000000000000000',
].join('');

export async function printFile(create: (out: ByteWriter) => Formatter, hex = SMALL_FILE): Promise<string> {
  const parts: Buffer[] = [];
  const formatter = create(new ByteWriter((part) => parts.push(Buffer.from(part))));
  await decode(sourceOf(Buffer.from(hex, 'hex')), formatter);
  formatter.finish();
  return Buffer.concat(parts).toString();
}

function sourceOf(bytes: Uint8Array): Source {
  let at = 0;
  return {
    name: 'test',
    size: bytes.length,
    seekable: true,
    read(into) {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length;
    },
    seek(offset) {
      at = offset;
    },
    close() {},
  };
}
