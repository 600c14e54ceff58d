import { decode, NullSink, type KeyEnd, type KeyHeader } from 'rdb-tool';

class TypeCounter extends NullSink {
  readonly types = new Map<string, { keys: number; bytes: number }>();
  private type = '';
  override key(header: KeyHeader): 'skip' {
    this.type = header.type;
    return 'skip'; // or 'elements', to get the value by string(), items(), fields(), …
  }
  override endKey(end: KeyEnd): undefined {
    const { keys, bytes } = this.types.get(this.type) ?? { keys: 0, bytes: 0 };
    this.types.set(this.type, { keys: keys + 1, bytes: bytes + end.sizeBytes });
  }
}
export async function countTypes(path: string): Promise<TypeCounter['types']> {
  const counter = new TypeCounter();
  await decode(path, counter);
  return counter.types;
}
