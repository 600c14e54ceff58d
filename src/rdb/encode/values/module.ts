/** Values of modules: the id, and the scalars as they came. Source: rdb-format.md 4.7. */
import type { ModuleId } from '../../../model/module-id.ts';
import { TYPES } from '../../types.ts';
import { headless, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { putModuleId } from '../frame.ts';

export class ModuleEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private any = false;

  constructor(context: EncodeContext) {
    this.context = context;
  }

  begin(): void {
    this.any = false;
  }

  module(module: ModuleId, start: number, end: number): void {
    this.any = true;
    putModuleId(this.context.out, module);
    this.context.body.span(start, end);
  }

  end(): Encoded | undefined {
    return this.any ? headless(TYPES.MODULE_2.byte) : undefined;
  }
}
