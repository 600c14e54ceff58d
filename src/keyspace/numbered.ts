/** Objects by numbers that are given again when they are free. */
export class Numbered<T> {
  private readonly objects: (T | undefined)[] = [];
  private readonly free: number[] = [];

  add(object: T): number {
    const number = this.free.pop() ?? this.objects.length;
    this.objects[number] = object;
    return number;
  }

  get(number: number): T | undefined {
    return this.objects[number];
  }

  remove(number: number): void {
    this.objects[number] = undefined;
    this.free.push(number);
  }
}
