/** What stands between the key and the id of XADD, and behind the key of XTRIM. */
import { WordTable } from '../model/word-table.ts';

/** `after`: how many arguments follow an option; `signed`: a sign may stand before them. */
export interface EntryOption {
  readonly name: 'flag' | 'references' | 'idmp' | 'threshold' | 'limit';
  readonly after: number;
  readonly signed?: true;
}

/** Source: redis 8.6 src/t_stream.c, streamParseAddOrTrimArgsOrReply(). */
const OPTIONS: Readonly<Record<string, EntryOption>> = {
  NOMKSTREAM: { name: 'flag', after: 0 },
  KEEPREF: { name: 'references', after: 0 },
  DELREF: { name: 'references', after: 0 },
  ACKED: { name: 'references', after: 0 },
  IDMPAUTO: { name: 'idmp', after: 1 },
  IDMP: { name: 'idmp', after: 2 },
  MAXLEN: { name: 'threshold', after: 1, signed: true },
  MINID: { name: 'threshold', after: 1, signed: true },
  LIMIT: { name: 'limit', after: 1 },
};

export const ENTRY_OPTIONS = new WordTable<EntryOption>(Object.entries(OPTIONS));
