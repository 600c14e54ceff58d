/** A report written to disk and opened from there. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import type { MemoryReport } from '../../src/report/report.ts';
import { printHtml } from '../formatters/memory/html/print-html.ts';

export interface OpenReport {
  readonly page: Page;
  /** What went wrong: errors, messages of the console, requests beside the one for the file. */
  readonly trouble: readonly string[];
  close(): Promise<void>;
}

export interface View {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

const HEIGHT = 900;

export async function openReport(browser: Browser, report: MemoryReport, view: View = {}): Promise<OpenReport> {
  const file = join(mkdtempSync(join(tmpdir(), 'rdb-tool-html-')), 'report.html');
  writeFileSync(file, printHtml(report));
  const url = pathToFileURL(file).href;
  const { width = 1280, colorScheme = 'light' } = view;
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width, height: HEIGHT } });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.getByRole('main').waitFor();
  if (report.totals.keys > 0) await page.locator('canvas').first().waitFor();
  return { page, trouble, close: () => context.close() };
}

/** The texts of a column, from top to bottom. */
export async function columnOf(table: Locator, title: string): Promise<string[]> {
  const titles = await table.locator('thead th').allTextContents();
  const place = titles.indexOf(title) + 1;
  return table.locator(`tbody tr > :nth-child(${place})`).allTextContents();
}

/** How many colours a canvas has; one is an empty picture. */
export async function colorsOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((drawn) => {
    if (!(drawn instanceof HTMLCanvasElement)) return 0;
    const pixels =
      drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height).data ?? new Uint8ClampedArray();
    const colors = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4) {
      colors.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
    }
    return colors.size;
  });
}
