/** A snapshot as it comes over a link, for whoever reads it, however slowly. */
import { ReplicationError } from '../errors.ts';
import { ByteQueue } from '../io/byte-queue.ts';
import type { Link } from './link.ts';
import { SnapshotHead } from './snapshot-head.ts';
import { takeSnapshot, type TransferHeader } from './transfer.ts';

export class Snapshot {
  readonly source: ByteQueue;
  private readonly header: TransferHeader;

  /** @param memoryBytes - of memory, before it is a file */
  constructor(name: string, header: TransferHeader, memoryBytes: number | undefined) {
    this.header = header;
    this.source = new ByteQueue({
      name,
      ...(header.kind === 'size' ? { size: header.bytes } : {}),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
  }

  /**
   * Until it is whole. Whoever reads it is told, too, if the rest is lost.
   * @returns the database that is selected in the stream behind it
   * @throws ReplicationError LINK, TIMEOUT; SourceError OUTPUT
   */
  async receive(link: Link): Promise<number> {
    const { source } = this;
    const head = new SnapshotHead();
    const take = takeSnapshot(this.header, (piece) => {
      head.add(piece);
      source.push(piece);
      source.commit();
    });
    try {
      await link.receive(take);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      source.fail(new ReplicationError('LINK', `the snapshot is not whole: ${why}`, { cause }));
      throw cause;
    }
    source.end();
    return head.streamDb;
  }
}
