/** A reader of XML that knows as much as JUnit needs, and refuses all else. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const TOKEN = /<\?xml [^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The outermost element. Throws what is no XML. */
export function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(xml);
    const inside = open.at(-1);
    if (found === null || inside === undefined) throw new Error(`no XML: ${xml.slice(at, at + 40)}`);
    const [, closed, name, attributes = '', empty, text] = found;
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    if (text !== undefined) inside.text += unescape(text);
    if (name === undefined) continue;
    const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
      key,
      unescape(value),
    ]);
    const element: Element = {
      name,
      attributes: Object.fromEntries(pairs) as Record<string, string>,
      children: [],
      text: '',
    };
    inside.children.push(element);
    if (empty === '') open.push(element);
  }
  const [outermost, ...others] = root.children;
  if (outermost === undefined || others.length > 0 || open.length > 1) throw new Error('not one element');
  return outermost;
}

function unescape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these have no place in XML
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw new Error('a forbidden character');
  return text.replace(/&(\w*);?/g, (_all, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`no such entity ${name}`);
    return character;
  });
}
