/** to-resp: the commands that make a data set, for a live server. */
import type { Command } from './command.ts';
import { Losses } from './losses.ts';
import { Merge } from './merge.ts';
import { render } from './render.ts';
import { CARRY_FLAGS, parseCarryFlags, type CarryOptions } from './shared/carry-flags.ts';
import { parseRespFlags, RESP_FLAGS, type RespFlags } from './shared/resp-flags.ts';

interface ToRespOptions extends CarryOptions, RespFlags {}

export const toResp: Command<ToRespOptions> = {
  name: 'to-resp',
  usage: 'to-resp [file…]',
  summary: 'Print the commands that make the data set',
  description:
    'Prints keys and values as commands in RESP, for redis-cli --pipe: with expiries, expiries of fields, function libraries, ' +
    'stream groups with consumers and pending entries. Commands are those that the target knows; what it cannot be given is ' +
    'named on stderr, and makes the exit status 3. Idle time and frequency of keys, and the times at which consumers were last ' +
    'seen, are kept by --restore alone.',
  examples: [
    ['rdb-tool to-resp dump.rdb | redis-cli --pipe', 'into a running server'],
    ['rdb-tool to-resp --target redis-6.2 dump.rdb | redis-cli -h old --pipe', 'into an older one'],
    ['rdb-tool to-resp --restore --replace dump.rdb | valkey-cli --pipe', 'serialised values, over what is there'],
  ],
  flags: {
    ...RESP_FLAGS,
    ...CARRY_FLAGS,
  },
  parse: (argv, outside) => ({ ...parseCarryFlags(argv, outside), ...parseRespFlags(argv) }),
  async run(options, outside) {
    const losses = new Losses(outside, options, options.allowLoss);
    const status = await render(
      { ...options, merge: new Merge(options) },
      async (out) => {
        // Read when it is asked for.
        const { RespFormatter } = await import('../src/formatters/resp/formatter.ts');
        return new RespFormatter(out, { ...options, onLoss: (loss) => losses.add(loss) });
      },
      outside,
    );
    return losses.close(status);
  },
};
