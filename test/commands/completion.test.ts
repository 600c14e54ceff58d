import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/commands.ts';
import { allFlags, longForms } from '../../commands/spelling.ts';
import { run } from './run.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  writeFileSync(join(folder, 'snapshot.rdb'), '');
  for (const shell of SHELLS) writeFileSync(join(folder, shell), (await run(['completion', shell])).stdout);
});

function has(shell: Shell): boolean {
  return spawnSync(shell, ['-c', ':']).status === 0;
}

/** What a shell offers at the end of a line. */
function offers(shell: 'bash' | 'fish', line: string): readonly string[] {
  const program = {
    // bash hands a function the words, a = between them being one.
    bash: `source ./bash; COMP_WORDS=(${line.replace('=', ' = ').replace(/ $/, " ''").replace(/= $/, "= ''")})
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _rdb_tool; printf '%s\\n' "\${COMPREPLY[@]}"`,
    fish: `source ./fish; complete -C '${line}'`,
  }[shell];
  const options = shell === 'bash' ? ['--norc'] : ['--no-config'];
  const { stdout } = spawnSync(shell, [...options, '-c', program], { cwd: folder, encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((one) => one.replace(/\t.*/, '').replace(/^--\w+=/, ''))
    .filter(Boolean)
    .toSorted();
}

describe.each(SHELLS)('the script for %s', (shell) => {
  test('has every command, flag and choice', async () => {
    const { status, stdout } = await run(['completion', shell]);
    expect(status).toBe(0);
    for (const command of COMMANDS) {
      expect(stdout).toContain(command.name);
      for (const [name, flag] of Object.entries(allFlags(command))) {
        for (const form of longForms(name, flag))
          expect(stdout).toContain(shell === 'fish' ? `-l ${form.slice(2)} ` : form);
        if (flag.choices) expect(stdout).toContain(flag.choices.join(' '));
      }
    }
  });

  test.skipIf(!has(shell))('is understood by the shell', () => {
    expect(spawnSync(shell, ['-n', join(folder, shell)], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe.each(['bash', 'fish'] as const)('%s completes', (shell) => {
  test.skipIf(!has(shell)).each([
    ['rdb-tool d', ['diff', 'dump']],
    ['rdb-tool ', COMMANDS.map(({ name }) => name).toSorted()],
    ['rdb-tool dump --form', ['--format']],
    ['rdb-tool dump --no-c', ['--no-checksum']],
    ['rdb-tool dump --expi', ['--expired', '--expires']],
    ['rdb-tool dump snapshot.rdb --keys-', ['--keys-only']],
    ['rdb-tool dump --bytes ', ['auto', 'base64', 'latin1']],
    ['rdb-tool dump --bytes=l', ['latin1']],
    ['rdb-tool dump snap', ['snapshot.rdb']],
    ['rdb-tool to-json -o snap', ['snapshot.rdb']],
    ['rdb-tool to-json --match ', []],
    ['rdb-tool completion ', ['bash', 'fish', 'zsh']],
  ])('%s', (line, want) => {
    expect(offers(shell, line)).toEqual(want);
  });
});
