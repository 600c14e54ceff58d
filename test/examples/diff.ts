import { diff, NullChanges, type ChangedKey } from 'rdb-tool';

/** Keys whose values have changed from one file to another, with how many of their elements. */
export async function changedKeys(before: string, after: string): Promise<Map<string, number>> {
  const changes = new ChangeCounter();
  await diff(before, after, changes, { ignoreTtl: true });
  return changes.elements;
}

class ChangeCounter extends NullChanges {
  readonly elements = new Map<string, number>();

  override changed(key: ChangedKey): void {
    let count = 0;
    key.elements(() => count++);
    this.elements.set(Buffer.from(key.a.key).toString(), count);
  }
}
