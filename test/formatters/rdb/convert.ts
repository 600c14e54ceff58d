/** RDB bytes in, RDB bytes for a target out. */
import { decode } from '../../../src/decode.ts';
import { RdbFormatter } from '../../../src/formatters/rdb/formatter.ts';
import type { RdbOptions } from '../../../src/formatters/rdb/options.ts';
import { RdbFile } from '../../../src/formatters/rdb/rdb-file.ts';
import type { Interest, KeyHeader } from '../../../src/model/sink.ts';
import { parseTarget, type Loss } from '../../../src/model/target.ts';
import { inPieces } from '../../io/pieces.ts';

export interface ConvertOptions extends Partial<Omit<RdbOptions, 'target' | 'onLoss'>> {
  readonly target?: string;
  /** Nothing is copied: every value is encoded anew. */
  readonly anew?: boolean;
  /** The source hands over as many bytes at a time. */
  readonly piece?: number;
}

export interface Converted {
  readonly bytes: Buffer;
  readonly losses: readonly Loss[];
}

class EncodeAll extends RdbFormatter {
  override key(header: KeyHeader): Interest {
    this.stringKeys = undefined;
    return super.key({ ...header, serialised: false });
  }
}

/** @throws RdbToolError */
export async function convert(bytes: Uint8Array, options: ConvertOptions = {}): Promise<Converted> {
  const { target, anew = false, piece = Infinity, ...rest } = options;
  const parts: Buffer[] = [];
  const losses: Loss[] = [];
  const formatter = new (anew ? EncodeAll : RdbFormatter)([new RdbFile((part) => parts.push(Buffer.from(part)))], {
    compress: true,
    whole: true,
    ...(target === undefined ? {} : { target: parseTarget(target, 'target') }),
    ...rest,
    onLoss: (loss) => losses.push(loss),
  });
  await decode(inPieces(bytes, piece), formatter);
  formatter.finish();
  return { bytes: Buffer.concat(parts), losses };
}

/** What was lost, one line each: `db0 "key": what`. */
export function lossLines(losses: readonly Loss[]): string[] {
  return losses.map(({ db, key, what }) =>
    key === undefined ? what : `db${db} ${JSON.stringify(Buffer.from(key).toString('latin1'))}: ${what}`,
  );
}
