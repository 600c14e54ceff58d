/** The scalars of a module value, taken one after the other as a layout has them. */
import type { ModuleScalar } from '../rdb/module-opcodes.ts';

/** Thrown by a reader whose layout does not fit the scalars. No Error: a value that does not fit is shown as its bytes. */
export class Misfit {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

export class ScalarReader {
  private readonly scalars: readonly ModuleScalar[];
  private at = 0;

  constructor(scalars: readonly ModuleScalar[]) {
    this.scalars = scalars;
  }

  uint(): bigint {
    const what = 'an unsigned integer';
    const scalar = this.next(what);
    if (scalar.opcode !== 'uint') throw this.unexpected(what);
    return scalar.value;
  }

  /** Servers store signed integers as unsigned ones. Source: redis src/module.c, RM_SaveSigned(). */
  sint(): bigint {
    return BigInt.asIntN(64, this.uint());
  }

  /** A count of what follows, `each` scalars at least for each. @throws Misfit: more than there are */
  count(each = 1): number {
    const count = this.uint();
    const left = this.scalars.length - this.at;
    if (count * BigInt(each) > BigInt(left)) {
      throw new Misfit(`${count} declared where ${left} scalars are left`);
    }
    return Number(count);
  }

  /** A number that is used as one. @throws Misfit: over 32 bits */
  small(): number {
    const value = this.uint();
    if (value > 0xffffffffn) throw new Misfit(`${value} where a 32-bit number is expected`);
    return Number(value);
  }

  double(): number {
    const scalar = this.next('a double');
    if (scalar.opcode !== 'double') throw this.unexpected('a double');
    return scalar.value;
  }

  float(): number {
    const scalar = this.next('a float');
    if (scalar.opcode !== 'float') throw this.unexpected('a float');
    return scalar.value;
  }

  bytes(): Uint8Array {
    const scalar = this.next('a string');
    if (scalar.opcode !== 'string') throw this.unexpected('a string');
    return scalar.value;
  }

  /** Pass over so many unsigned integers. */
  skipUints(count: number): void {
    for (let i = 0; i < count; i++) this.uint();
  }

  /** `count` times what `read` gives. */
  times<T>(count: number, read: (index: number) => T): T[] {
    const values: T[] = [];
    for (let i = 0; i < count; i++) values.push(read(i));
    return values;
  }

  /** Nothing may follow. */
  end(): void {
    const left = this.scalars.length - this.at;
    if (left > 0) throw new Misfit(`${left} scalars more than the layout has`);
  }

  private next(what: string): ModuleScalar {
    const scalar = this.scalars[this.at++];
    if (scalar === undefined) throw new Misfit(`the scalars end where ${what} is expected`);
    return scalar;
  }

  private unexpected(what: string): Misfit {
    return new Misfit(`scalar ${this.at - 1} is a ${this.scalars[this.at - 1]?.opcode} where ${what} is expected`);
  }
}
