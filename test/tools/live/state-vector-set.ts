/** A vector set (Redis 8): what VINFO, VEMB RAW and VGETATTR tell. */
import type { Client, Command } from './client.ts';
import { asArray, asBuffer, asHex, asMap, asNumber } from './reply-fields.ts';

/** The `value` of a vector set's line. */
export async function readVectorSet(client: Client, key: Buffer): Promise<unknown> {
  const info = Object.fromEntries(
    [...asMap(await client.call('VINFO', key))].map(([name, value]) => {
      return [name.replaceAll('-', '_'), Buffer.isBuffer(value) ? value.toString() : value];
    }),
  );
  const count = asNumber(await client.call('VCARD', key));
  const names = asArray(await client.call('VRANDMEMBER', key, count))
    .map(asBuffer)
    .toSorted((a, b) => Buffer.compare(a, b));
  const replies = await client.all(
    names.flatMap((name): Command[] => [
      ['VEMB', key, name, 'RAW'],
      ['VGETATTR', key, name],
    ]),
  );
  const elements = names.map((name, i) => {
    const attributes = replies[2 * i + 1];
    return {
      element: name.toString('hex'),
      raw: asHex(asArray(replies[2 * i])[1]),
      attributes: Buffer.isBuffer(attributes) ? attributes.toString('hex') : null,
    };
  });
  return { info, elements };
}
