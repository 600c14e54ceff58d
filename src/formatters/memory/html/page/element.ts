/** Elements. What they hold is text or elements: nothing here reads markup. */

/** Attributes; `on…` are listeners, and what is undefined or false is left out. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | (() => void);
}

export type Content = Node | string;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...contents: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...contents);
  return made;
}

/** Text of a key. It runs from left to right and stands alone, whatever letters it has: what is before and after stays where it is. */
export function keyText(text: string): HTMLElement {
  return element('bdi', { class: 'key', dir: 'ltr' }, text);
}

let sections = 0;

/** A part of the page that a screen reader can go to. */
export function section(title: string, attributes: Attributes, ...contents: readonly Content[]): HTMLElement {
  const id = `section-${++sections}`;
  return element('section', { 'aria-labelledby': id, ...attributes }, element('h2', { id }, title), ...contents);
}
