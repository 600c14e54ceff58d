/** Light and dark: what the system says, until the reader says otherwise. The colours themselves stand in page.css. */
import { element } from './element.ts';

export interface Colors {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly rest: string;
  /** Of boxes that stand beside each other. */
  readonly boxes: readonly string[];
}

const BOXES = 8;
const SYSTEM = matchMedia('(prefers-color-scheme: dark)');

/** The colours that hold now, as a canvas takes them. */
export function readColors(): Colors {
  const probe = document.body.appendChild(element('span', { hidden: true }));
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    text: read('text'),
    muted: read('muted'),
    line: read('line'),
    surface: read('surface'),
    accent: read('accent'),
    rest: read('rest'),
    boxes: Array.from({ length: BOXES }, (_, index) => read(`box-${index + 1}`)),
  };
  probe.remove();
  return colors;
}

/** A button that turns the page dark, and back. */
export function themeButton(changed: () => void): HTMLElement {
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset['theme'] ?? (SYSTEM.matches ? 'dark' : 'light')) === 'dark';
  const update = (): void => {
    button.setAttribute('aria-pressed', String(isDark()));
    changed();
  };
  const button = element(
    'button',
    {
      type: 'button',
      class: 'theme',
      'aria-pressed': String(isDark()),
      onclick: () => {
        root.dataset['theme'] = isDark() ? 'light' : 'dark';
        update();
      },
    },
    'Dark',
  );
  SYSTEM.addEventListener('change', update);
  return button;
}
