/** The list of files of a multi-part log. Source: aof-replication-resp.md 1.2; redis src/aof.c, aofLoadManifestFromFile(). */
import { quoteBytes } from '../bytes/text.ts';
import { splitTokens } from '../bytes/tokens.ts';
import { DecodeError } from '../errors.ts';

export interface ManifestFile {
  /** A name within the manifest's folder. */
  readonly name: string;
  readonly seq: number;
  /** Of its line, from 1. */
  readonly line: number;
  /** First byte of its line. */
  readonly offset: number;
  /** Replication offsets at its begin and at a clean shutdown (Redis 8.0). */
  readonly startOffset?: number;
  readonly endOffset?: number;
}

export interface Manifest {
  readonly base?: ManifestFile;
  /** In the order they are loaded. */
  readonly incr: readonly ManifestFile[];
  /** What was rewritten: never loaded, and perhaps deleted. */
  readonly history: readonly ManifestFile[];
}

/** Its line end included. Source: redis src/aof.c, MANIFEST_MAX_LINE. */
const LONGEST_LINE = 1024;
const LF = 0x0a;
const HASH = 0x23;
/** Keys with their values on a line: file, seq and type at least. */
const LEAST_WORDS = 6;

interface Line {
  readonly bytes: Uint8Array;
  readonly number: number;
  readonly offset: number;
}

/** @throws DecodeError MANIFEST: a rule is broken; the message names the line and the rule */
export function parseManifest(bytes: Uint8Array): Manifest {
  const lines = splitLines(bytes);
  if (lines.length === 0) throw new DecodeError('MANIFEST', 'the manifest is empty', 0);
  let base: ManifestFile | undefined;
  const incr: ManifestFile[] = [];
  const history: ManifestFile[] = [];
  for (const line of lines) {
    if (line.bytes[0] === HASH) continue;
    const { type, ...file } = readLine(line);
    switch (type) {
      case 'b':
        if (base !== undefined) throw broken(line, 'a second base file');
        base = file;
        break;
      case 'i':
        if (file.seq <= (incr.at(-1)?.seq ?? 0)) {
          throw broken(line, `seq ${file.seq} where more than ${incr.at(-1)?.seq ?? 0} is expected`);
        }
        incr.push(file);
        break;
      case 'h':
        history.push(file);
        break;
      default:
        throw broken(line, `no such type ${JSON.stringify(type)}: it is b, i or h`);
    }
  }
  return { ...(base === undefined ? {} : { base }), incr, history };
}

/** The text of a manifest, in the order servers write: the base, then what is loaded behind it. */
export function formatManifest(files: {
  readonly base?: Pick<ManifestFile, 'name' | 'seq'> | undefined;
  readonly incr: readonly Pick<ManifestFile, 'name' | 'seq'>[];
}): string {
  const { base, incr } = files;
  const lines = incr.map(({ name, seq }) => `file ${quoteName(name)} seq ${seq} type i\n`);
  return `${base === undefined ? '' : `file ${quoteName(base.name)} seq ${base.seq} type b\n`}${lines.join('')}`;
}

/** Source: redis src/aof.c, getAofManifestAsString(): a name with what would end a word, or no printed form, stands in quotes. */
function quoteName(name: string): string {
  return /^[!#-&(-[\]-~]+$/.test(name) ? name : quoteBytes(Buffer.from(name), Infinity);
}

/** As fgets does: at a line end, or where a line would be too long. */
function splitLines(bytes: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const rest = bytes.subarray(offset, offset + LONGEST_LINE);
    const length = rest.indexOf(LF) + 1 || rest.length;
    lines.push({ bytes: rest.subarray(0, length), number: lines.length + 1, offset });
    offset += length;
  }
  return lines;
}

function readLine(line: Line): ManifestFile & { readonly type: string } {
  const { bytes, number, offset } = line;
  if (bytes.at(-1) !== LF) {
    const long = bytes.length === LONGEST_LINE;
    throw broken(line, long ? `more than ${LONGEST_LINE} bytes` : 'no line end: the last line needs one too');
  }
  if (bytes.includes(0)) throw broken(line, 'a zero byte');
  const words = splitTokens(bytes)?.map((word) => Buffer.from(word).toString('latin1'));
  if (words === undefined) throw broken(line, 'a quote that is not closed, or with text behind it');
  if (words.length === 0) throw broken(line, 'a blank line');
  if (words.length < LEAST_WORDS || words.length % 2 === 1) {
    throw broken(line, `${words.length} words where pairs of key and value are expected, three at least`);
  }
  const pairs = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) {
    const key = words[i]?.toLowerCase() ?? '';
    const value = words[i + 1] ?? '';
    if (key === 'file' && /[/\\]/.test(value)) throw broken(line, `${JSON.stringify(value)} is a path, not a name`);
    pairs.set(key, value);
  }
  const name = Buffer.from(pairs.get('file') ?? '', 'latin1').toString();
  if (name === '') throw broken(line, 'no file');
  const seq = toInteger(pairs.get('seq'));
  if (seq === 0) throw broken(line, 'no seq, or seq 0');
  const type = pairs.get('type')?.[0];
  if (type === undefined) throw broken(line, 'no type');
  const start = pairs.get('startoffset');
  const end = pairs.get('endoffset');
  return {
    name,
    seq,
    type,
    line: number,
    offset,
    ...(start === undefined ? {} : { startOffset: toInteger(start) }),
    ...(end === undefined ? {} : { endOffset: toInteger(end) }),
  };
}

/** As atoll: digits up to what is none, 0 if there are none. */
function toInteger(text = ''): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}

function broken({ number, offset }: Line, rule: string): DecodeError {
  return new DecodeError('MANIFEST', `line ${number}: ${rule}`, offset);
}
