/** completion: the script that lets a shell complete our words. */
import { UsageError } from '../src/errors.ts';
import type { Command } from './command.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

type MakeScript = (commands: readonly Command<never>[]) => string;

const SHELLS = new Map<string, MakeScript>([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

/** `commands` is a function because this command is one of them. */
export function completion(commands: () => readonly Command<never>[]): Command<MakeScript> {
  const shells = [...SHELLS.keys()];
  return {
    name: 'completion',
    usage: `completion <${shells.join('|')}>`,
    summary: 'Print the script that completes commands and flags in a shell',
    description:
      'Prints a completion script. Commands, flags, what flags can be set to, and file names are completed. The script holds ' +
      'all it needs: make it again after an update.',
    examples: [
      ['source <(rdb-tool completion bash)', 'in ~/.bashrc'],
      ['source <(rdb-tool completion zsh)', 'in ~/.zshrc, after compinit'],
      ['rdb-tool completion fish > ~/.config/fish/completions/rdb-tool.fish', 'once'],
    ],
    flags: {},
    operands: shells,
    parse(argv) {
      const operands: unknown = argv['files'];
      const [shell, ...more] = Array.isArray(operands) ? operands.map(String) : [];
      if (shell === undefined) throw new UsageError(`no shell is given: ${shells.join(', ')}`);
      const make = SHELLS.get(shell);
      if (make === undefined || more.length > 0) {
        throw new UsageError(
          `completion takes ${shells.join(', ')}, not ${JSON.stringify([shell, ...more].join(' '))}`,
        );
      }
      return make;
    },
    async run(make, outside) {
      openOutput(undefined, outside).write(Buffer.from(make(commands())));
      return EXIT.DONE;
    },
  };
}
