import { reportMemory } from 'rdb-tool';

/** What upgrading would do to the memory that each type takes, in bytes. */
export async function upgrade(path: string, from: string, to: string): Promise<Record<string, number>> {
  const before = await reportMemory(path, { serverVersion: from });
  const after = await reportMemory(path, { serverVersion: to });
  const grown: Record<string, number> = {};
  for (const { name, bytes } of after.groups.type) {
    const old = before.groups.type.find((group) => group.name === name);
    grown[name] = bytes - (old?.bytes ?? 0);
  }
  return grown;
}
