/** Which row of the size model holds: by name, or by what a file says of the server that wrote it. */
import { UsageError } from '../errors.ts';
import type { DialectName } from '../model/sink.ts';
import { SERVER_MODELS, type ServerFamily, type ServerModel } from './server-model.ts';

/**
 * `redis-7.2`, `valkey-9.1.2`: a patch level is let pass.
 * @throws UsageError naming the nearest and those there are
 */
export function parseServerVersion(text: string, what: string): ServerModel {
  const [, family, major, minor] = /^([a-z]+)[-@ ]?(\d+)\.(\d+)(?:\.\d+)*$/i.exec(text) ?? [];
  const known = SERVER_MODELS.filter((one) => one.family === family?.toLowerCase());
  const exact = known.find((one) => one.major === Number(major) && one.minor === Number(minor));
  if (exact !== undefined) return exact;
  const nearest = newestNotNewer(known, Number(major), Number(minor)) ?? known[0];
  const hint = nearest === undefined ? '' : `; the nearest is ${nearest.name}`;
  const names = SERVER_MODELS.map(({ name }) => name).join(', ');
  throw new UsageError(`${what} takes a server version, not ${JSON.stringify(text)}${hint}; there are: ${names}`);
}

/**
 * The server that wrote a source, or the newest known that is not newer; where the source does not tell, by RDB version.
 * Files of servers without MEMORY USAGE are sized as the oldest that has it does. Of Dragonfly, what it says it is like.
 * @param versions - values of the AUX fields redis-ver, valkey-ver, …
 */
export function serverOfSource(
  dialect: DialectName,
  rdbVersion: number | undefined,
  versions: ReadonlyMap<string, string>,
): ServerModel {
  const family: ServerFamily = dialect === 'dragonfly' ? 'redis' : dialect;
  const known = SERVER_MODELS.filter((one) => one.family === family);
  const text = versions.get(`${family}-ver`) ?? versions.get('redis-ver') ?? '';
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  const told = major === undefined ? undefined : (newestNotNewer(known, Number(major), Number(minor)) ?? known[0]);
  const model = told ?? byRdbVersion(known, rdbVersion);
  if (model === undefined) throw new Error(`no server of ${family} is known`);
  return model;
}

/** The first that writes this version or a newer one; without a version, the newest. */
function byRdbVersion(known: readonly ServerModel[], version: number | undefined): ServerModel | undefined {
  return known.find((one) => version !== undefined && one.rdbVersion >= version) ?? known.at(-1);
}

function newestNotNewer(known: readonly ServerModel[], major: number, minor: number): ServerModel | undefined {
  return known.findLast((one) => one.major < major || (one.major === major && one.minor <= minor));
}
