import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../commands/commands.ts';
import { allFlags, longForms } from '../../commands/spelling.ts';
import { manPage } from '../tools/man-page.ts';
import { readRelease } from '../tools/release.ts';

const page = readFileSync('man/rdb-tool.1', 'utf8');

test('the page is what `npm run man` would write now', () => {
  expect(page).toBe(manPage(readRelease()));
});

test('every command and flag is in the page', () => {
  for (const command of COMMANDS) {
    expect(page).toContain(`\n.Cm ${command.name}\n`);
    expect(page).toContain(`\n.Ss ${command.name}\n`);
    for (const [name, flag] of Object.entries(allFlags(command))) {
      for (const form of longForms(name, flag)) expect(page).toContain(`Fl \\-${form.slice('--'.length)}`);
    }
  }
});

test('the date is that of the newest release', () => {
  expect(manPage({ version: '1.2.3', date: '2030-01-31' })).toContain(
    '\n.Dd January 31, 2030\n.Dt RDB-TOOL 1\n.Os rdb-tool 1.2.3\n',
  );
});

test('nothing is left for roff to obey', () => {
  for (const line of page.split('\n')) expect(line).toMatch(/^(?:\.(?:\\"|[A-Z][a-z]\b)|[^.'])?[ -~]*$/);
});
