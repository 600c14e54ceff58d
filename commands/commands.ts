/** The subcommands there are. */
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { diff } from './diff.ts';
import { dump } from './dump.ts';
import { memoryReport } from './memory-report.ts';
import { replicate } from './replicate.ts';
import { toAof } from './to-aof.ts';
import { toJson } from './to-json.ts';
import { toResp } from './to-resp.ts';
import { toRdb } from './to-rdb.ts';

export const COMMANDS: readonly Command<never>[] = [
  dump as Command<never>,
  toJson as Command<never>,
  toResp as Command<never>,
  toAof as Command<never>,
  toRdb as Command<never>,
  diff as Command<never>,
  memoryReport as Command<never>,
  replicate as Command<never>,
  completion(() => COMMANDS) as Command<never>,
];
