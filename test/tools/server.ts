/** Files for tools, made by a real server. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './live/client.ts';
import { ErrorReply, type Reply } from './live/reply-reader.ts';
import { withServer } from './live/server.ts';

export type { Argument, Command } from './live/client.ts';

/**
 * Send commands to a new server, and take the file that SAVE makes.
 *
 * @param server - path of its program
 * @throws Error the first error answer
 */
export async function saveTo(target: string, server: string, commands: Iterable<Command>): Promise<void> {
  await withServer(server, {}, async ({ client, folder }) => {
    let wrong: ErrorReply | undefined;
    const check = (reply: Reply): void => {
      if (reply instanceof ErrorReply) wrong ??= reply;
    };
    for (const command of commands) {
      client.add(command, check);
      if (!client.full) continue;
      await client.flush();
      if (wrong !== undefined) break;
    }
    await client.flush();
    if (wrong !== undefined) throw new Error(`the server says ${wrong.text}`);
    await client.call('SAVE');
    copyFileSync(join(folder, 'dump.rdb'), target);
  });
}
