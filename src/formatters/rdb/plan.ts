/** What becomes of the values of a source: copied as they stand, or encoded anew. */
import type { KeyHeader, SourceHeader } from '../../model/sink.ts';
import { FIRST_VALKEY, makeDialect, type Dialect } from '../../rdb/dialect.ts';
import { loadsType, type Format } from '../../rdb/encode/loads.ts';

export interface PlanOptions {
  /** What is LZF in the source may stay so. */
  readonly compress: boolean;
  /** Hash templates are in the file. */
  readonly templates: boolean;
}

export class CopyPlan {
  private readonly copies: readonly boolean[];
  private readonly compress: boolean;

  constructor(header: SourceHeader | undefined, format: Format, options: PlanOptions) {
    this.compress = options.compress;
    const types = header === undefined ? [] : dialectOf(header).types;
    this.copies = types.map((spec) => {
      if (spec === undefined || !loadsType(format, spec)) return false;
      return spec.layout.kind !== 'template' || !spec.layout.reference || options.templates;
    });
  }

  /** Whether the value's bytes can be copied. */
  isCopied({ serialised, typeByte, type, encoding }: KeyHeader): boolean {
    if (!serialised || this.copies[typeByte] !== true) return false;
    return this.compress || type === 'module' || (type === 'string' && encoding !== 'lzf');
  }
}

function dialectOf({ dialect, version = 0 }: SourceHeader): Dialect {
  return makeDialect(dialect, version, dialect === 'valkey' && version >= FIRST_VALKEY);
}
