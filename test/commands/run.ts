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
  try {
    const said = await runInto(path, argv, { env });
    return { ...said, stdout: readFileSync(path, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As `run`, with what it prints in a file. */
export async function runInto(
  path: string,
  argv: readonly string[],
  { env = {}, now = () => 0 }: { readonly env?: Readonly<Record<string, string>>; readonly now?: () => number },
): Promise<Omit<Said, 'stdout'>> {
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
      now,
      askSecret: () => Promise.resolve(undefined),
      onSignal: () => () => {},
      onEverySignal: () => () => {},
      dieOf() {},
    });
    return { status, stderr };
  } finally {
    closeSync(fd);
  }
}
