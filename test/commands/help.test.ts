import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../commands/commands.ts';
import { allFlags, forms, valueName } from '../../commands/spelling.ts';
import { run } from './run.ts';

const FIRST = 'Usage: rdb-tool <command> [flag…] [file…]\n';

describe('help', () => {
  test('the program alone: short help, on stderr', async () => {
    const { status, stdout, stderr } = await run([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(FIRST)).toBe(true);
    const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
    for (const { usage, summary } of COMMANDS) expect(stderr).toContain(`  ${usage.padEnd(width)}  ${summary}\n`);
  });

  test.each([['--help'], ['-h'], ['help']])('%s: every command, the examples before them', async (word) => {
    const { status, stdout, stderr } = await run([word]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(FIRST);
    expect(stdout.indexOf('\nExamples:\n')).toBeLessThan(stdout.indexOf('\nCommands:\n'));
    for (const { usage } of COMMANDS) expect(stdout).toContain(`\n  ${usage}`);
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s --help: every flag',
    async (name, command) => {
      const { status, stdout, stderr } = await run([name, '--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.match(/^Usage: /gm)).toHaveLength(1);
      expect(stdout.indexOf('\nExamples:\n')).toBeLessThan(stdout.indexOf('\nGeneral:\n'));
      for (const [flag, description] of Object.entries(allFlags(command))) {
        const value = valueName(description);
        const words = `${forms(flag, description).join(', ')}${value === undefined ? '' : ` ${value}`}`;
        expect(stdout.split('\n').some((line) => line.trim() === words || line.trim().startsWith(`${words}  `))).toBe(
          true,
        );
      }
      expect(await run(['help', name])).toEqual({ status, stdout, stderr });
      expect(await run([name, '-h'])).toEqual({ status, stdout, stderr });
    },
  );

  test('no line is wider than asked for', async () => {
    const { stdout } = await run(['dump', '--help']);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('--version', async () => {
    expect(await run(['--version'])).toEqual({ status: 0, stdout: 'development\n', stderr: '' });
  });
});

describe('README.md', () => {
  const names = COMMANDS.flatMap((command) => Object.keys(allFlags(command)));
  const words = new Set(names.flatMap((name) => [`--${name}`, `--no-${name}`]));

  test('mentions no flag that does not exist', () => {
    // Other programs have flags of their own, up to the end of their command.
    const readme = readFileSync('README.md', 'utf8').replaceAll(/\b(?:redis-cli|npm|git|docker) [^|&'`\n]*/g, '');
    const mentioned = readme.match(/(?<![\w-])--[a-z]+(?:-[a-z]+)*(?![\w-])/g) ?? [];
    expect(mentioned).not.toEqual([]);
    expect(mentioned.filter((word) => !words.has(word))).toEqual([]);
  });
});

describe('a wrong command line: what is wrong, and where to look', () => {
  test.each([
    ['dum x.rdb', 'no such command dum (did you mean dump?)', ''],
    ['help dum', 'no such command dum (did you mean dump?)', ''],
    ['frobnicate', 'no such command frobnicate', ''],
    ['--strict', 'a command is missing', ''],
    ['dump --fromat ndjson x.rdb', 'no such flag --fromat (did you mean --format?)', 'dump '],
    ['dump --fromat=ndjson x.rdb', 'no such flag --fromat (did you mean --format?)', 'dump '],
    ['dump --no-chcksum x.rdb', 'no such flag --no-chcksum (did you mean --no-checksum?)', 'dump '],
    ['dump -x x.rdb', 'no such flag -x', 'dump '],
    ['dump -qx x.rdb', 'no such flag -x', 'dump '],
    ['dump --bytes utf8 x.rdb', '--bytes takes auto, base64, latin1, not "utf8"', 'dump '],
    ['dump --bytes= x.rdb', '--bytes takes auto, base64, latin1, not ""', 'dump '],
    ['dump --no-bytes x.rdb', 'no such flag --no-bytes', 'dump '],
    ['dump x.rdb --bytes', '--bytes needs a value: auto, base64, latin1', 'dump '],
    ['dump x.rdb -o', '--output needs a value: FILE', 'dump '],
    ['dump --match --strict x.rdb', '--match needs a value: GLOB', 'dump '],
    ['dump -o a -o b x.rdb', '--output is given 2 times', 'dump '],
    ['dump --limit many x.rdb', '--limit takes a whole number, not "many"', 'dump '],
    ['completion', 'no shell is given: bash, zsh, fish', 'completion '],
    ['completion tcsh', 'completion takes bash, zsh, fish, not "tcsh"', 'completion '],
  ])('%s', async (line, what, command) => {
    expect(await run(line.split(' '))).toEqual({
      status: 2,
      stdout: '',
      stderr: `rdb-tool: ${what}\nTry: rdb-tool ${command}--help\n`,
    });
  });
});
