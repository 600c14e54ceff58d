/** The subcommands there are. */
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { dump } from './dump.ts';
import { toAof } from './to-aof.ts';
import { toJson } from './to-json.ts';
import { toResp } from './to-resp.ts';

export const COMMANDS: readonly Command<never>[] = [
  dump as Command<never>,
  toJson as Command<never>,
  toResp as Command<never>,
  toAof as Command<never>,
  completion(() => COMMANDS) as Command<never>,
];
