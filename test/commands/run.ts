/** The program, run in this process on a world of the test's. */
import { mkdtempSync, openSync, readFileSync, closeSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../commands/main.ts';

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
  const path = join(folder, 'stdout');
  const fd = openSync(path, 'w');
  let stderr = '';
  try {
    const status = await main({
      argv,
      stdin: Readable.from([]),
      stdout: { fd },
      stderr: {
        write(text) {
          stderr += text;
          return true;
        },
      },
      env,
      now: () => 0,
      askSecret: () => Promise.resolve(undefined),
      onSignal: () => () => {},
      onEverySignal: () => () => {},
      dieOf() {},
    });
    return { status, stdout: readFileSync(path, 'utf8'), stderr };
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}
