/** Which release this is, from package.json and CHANGELOG.md. */
import { existsSync, readFileSync } from 'node:fs';
import type { Release } from './man-page.ts';

export function readRelease(): Release {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const changes = existsSync('CHANGELOG.md') ? readFileSync('CHANGELOG.md', 'utf8') : '';
  // "## 0.1.0 - 2030-01-31", the newest first
  const [, date] = /^## .*(\d{4}-\d\d-\d\d)/m.exec(changes) ?? [];
  return { version, date };
}
