/** How flags are written, wherever they are shown: help, man page, completions. */
import type { Command, Flag, Flags } from './command.ts';
import { GENERAL_FLAGS } from './shared/general-flags.ts';

export type NamedFlag = readonly [name: string, flag: Flag];

/** The long forms worth showing: a flag that is on is only ever turned off. */
export function longForms(name: string, flag: Flag): readonly string[] {
  if (flag.default === true) return [`--no-${name}`];
  return flag.negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`];
}

/** All forms, the short one first: -o, --output. */
export function forms(name: string, flag: Flag): readonly string[] {
  return [...(flag.alias === undefined ? [] : [`-${flag.alias}`]), ...longForms(name, flag)];
}

/** What a flag's value is called; undefined if it takes none. */
export function valueName(flag: Flag): string | undefined {
  return flag.type === 'boolean' ? undefined : (flag.value ?? 'VALUE');
}

/** What a flag is for, with the choices it does not mention by itself. */
export function describeFlag({ describe, choices = [] }: Flag): string {
  return choices.every((choice) => describe.includes(choice)) ? describe : `${describe} (${choices.join(', ')})`;
}

export function allFlags(command: Command<never>): Flags {
  return { ...command.flags, ...GENERAL_FLAGS };
}

/** Flags under the headings they belong to, in the order of the table. */
export function grouped(flags: Flags): ReadonlyMap<string, readonly NamedFlag[]> {
  const groups = new Map<string, NamedFlag[]>();
  for (const named of Object.entries(flags)) {
    const { group } = named[1];
    groups.set(group, [...(groups.get(group) ?? []), named]);
  }
  return groups;
}
