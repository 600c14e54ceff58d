/** Flags of `replicate` that mean nothing, or something else, beside others: they are not passed over in silence. */
import { isServerUrl } from '../../src/connection/mask-url.ts';
import { urlParameter } from '../../src/connection/parse-url.ts';
import { fileFormat } from '../../src/delivery/open-target.ts';
import type { TargetName } from '../../src/delivery/target-name.ts';
import { UsageError } from '../../src/errors.ts';
import type { ReplicateFlags } from './replicate-flags.ts';

type Found = Pick<
  ReplicateFlags,
  'to' | 'dryRun' | 'rotateBytes' | 'rotateMs' | 'streamMaxLength' | 'state' | 'verify' | 'verifyMs'
>;

interface Conflict {
  readonly given: (flags: Found) => boolean;
  readonly message: string;
}

const isRdb = (name: TargetName): boolean => !isServerUrl(name.text) && fileFormat(name) === 'rdb';
/** A directory has no format. */
const isLog = (name: TargetName): boolean =>
  !isServerUrl(name.text) && name.text !== '-' && !['ndjson', 'rdb'].includes(fileFormat(name) ?? 'aof');
const isStream = ({ text }: TargetName): boolean => isServerUrl(text) && urlParameter(text, 'stream') !== undefined;

const CONFLICTS: readonly Conflict[] = [
  {
    given: ({ state, dryRun }) => dryRun && state !== undefined,
    message: '--dry-run delivers nothing, and so keeps no --state',
  },
  {
    given: ({ verify, verifyMs, dryRun }) => dryRun && (verify || verifyMs !== undefined),
    message: '--dry-run delivers nothing that --verify could compare',
  },
  {
    given: ({ state, to }) => state !== undefined && to.every(isRdb),
    message: '--state has nothing to keep: an RDB file is a snapshot, which is taken anew each time',
  },
  {
    given: ({ rotateBytes, rotateMs, to }) => (rotateBytes ?? rotateMs) !== undefined && !to.some(isLog),
    message: '--rotate is for append-only files, RESP files and directories: there is none among the targets',
  },
  {
    given: ({ streamMaxLength, to }) => streamMaxLength !== undefined && !to.some(isStream),
    message: '--stream-maxlen is for a stream, as in redis://host?stream=KEY: there is none among the targets',
  },
];

/** @throws UsageError */
export function checkConflicts(flags: Found): void {
  const conflict = CONFLICTS.find(({ given }) => given(flags));
  if (conflict !== undefined) throw new UsageError(conflict.message);
}
