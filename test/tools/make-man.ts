/** Write the manual page. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { manPage } from './man-page.ts';
import { readRelease } from './release.ts';

mkdirSync('man', { recursive: true });
writeFileSync('man/rdb-tool.1', manPage(readRelease()));
