import { decode, NullSink, type Interest, type KeyEnd, type KeyHeader } from 'rdb-tool';

/** Counts keys and the bytes of their values by type. Values are skipped over, so this is as fast as reading the file. */
class TypeCounter extends NullSink {
  readonly types = new Map<string, { keys: number; bytes: number }>();
  private type = '';

  override key(header: KeyHeader): Interest {
    this.type = header.type;
    return 'skip';
  }

  override endKey(end: KeyEnd): undefined {
    const { keys, bytes } = this.types.get(this.type) ?? { keys: 0, bytes: 0 };
    this.types.set(this.type, { keys: keys + 1, bytes: bytes + end.sizeBytes });
  }
}

export const counter = new TypeCounter();
await decode('dump.rdb', counter);
