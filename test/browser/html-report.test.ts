import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startBrowser } from './browser.ts';
import { colorsOf, columnOf, openReport } from './open-report.ts';
import { emptyReport, HOSTILE_KEY, LONG_KEY, realisticReport, TURNING_KEY } from './realistic-report.ts';

const chromium = findChromium();
const suite =
  chromium === undefined ? 'the HTML report (skipped: no Chromium, say where in RDB_TOOL_CHROMIUM)' : 'the HTML report';

describe.skipIf(chromium === undefined)(suite, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser(chromium ?? '');
  });

  afterAll(async () => {
    await browser.close();
  });

  test('opens from disk without network, errors or requests', async () => {
    const { page, trouble, close } = await openReport(browser, realisticReport());
    await page.waitForLoadState('networkidle');
    expect(await page.title()).toBe('shard-0.rdb: memory report');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Where the memory is',
      'Time to live',
      'Sizes of keys',
      'Idle time',
      'Types',
      'Encodings',
      'Databases',
      'Largest keys',
    ]);
    expect(trouble).toEqual([]);
    await close();
  });

  test('its policy lets nothing else run or be loaded', async () => {
    const { page, trouble, close } = await openReport(browser, realisticReport());
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      const image = document.createElement('img');
      image.src = 'https://example.org/x.png';
      document.body.append(script, image);
    });
    const blocked = (): string[] => trouble.filter((message) => message.includes('Content Security Policy'));
    await expect
      .poll(blocked)
      .toEqual([
        expect.stringMatching(/^Executing inline script violates/),
        expect.stringMatching(/^Loading the image 'https:\/\/example.org\/x.png' violates/),
      ]);
    expect(await page.title()).not.toBe('run');
    await close();
  });

  test('the map leads down by a click, and back by the path', async () => {
    const { page, close } = await openReport(browser, realisticReport());
    const map = page.locator('.map');
    const path = page.getByRole('navigation', { name: 'Prefix shown' });
    expect(await colorsOf(map.locator('canvas'))).toBeGreaterThan(10);
    expect(await map.getAttribute('aria-label')).toMatch(
      /^Map of all keys: 1\.5 GiB, 12,755,913 keys, 16 prefixes below/,
    );
    // The name of the largest.
    await map.click({ position: { x: 60, y: 8 } });
    expect(await path.locator('[aria-current]').textContent()).toBe('user:');
    // A box in a box in it.
    await map.click({ position: { x: 60, y: 200 } });
    expect(await path.locator('[aria-current]').textContent()).toBe('<n>:');
    await path.getByRole('button', { name: 'All keys' }).click();
    expect(await path.getByRole('listitem').count()).toBe(1);
    await close();
  });

  test('by keys alone: down, back, and told so', async () => {
    const { page, close } = await openReport(browser, realisticReport());
    const path = page.getByRole('navigation', { name: 'Prefix shown' });
    await page.getByRole('button', { name: 'user:', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '<n>:', exact: true }).focus();
    await page.keyboard.press('Space');
    expect(await path.getByRole('listitem').allTextContents()).toEqual([
      'All keys',
      'user:',
      expect.stringMatching(/^<n>: \d+ MiB, [\d,]+ keys, \d+ prefixes below$/),
    ]);
    expect(await page.locator('[aria-live]').textContent()).toMatch(/^user:<n>:: /);
    // What had the focus is gone: it is where one is now, and the way back is before it.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('<n>:');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await path.locator('[aria-current]').textContent()).toBe('user:');
    await close();
  });

  test('each stop of the tab key is seen', async () => {
    const { page, close } = await openReport(browser, realisticReport(3), { width: 360 });
    const stops: string[] = [];
    for (let count = 0; count < 12; count++) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle));
    }
    expect(new Set(stops)).toEqual(new Set(['solid']));
    await close();
  });

  test('tables sort by each column, both ways', async () => {
    const { page, close } = await openReport(browser, realisticReport());
    const types = page.getByRole('region', { name: 'Types' }).getByRole('table');
    const header = (title: string) => types.getByRole('columnheader', { name: title });
    expect(await header('Memory').getAttribute('aria-sort')).toBe('descending');
    expect((await columnOf(types, 'Type')).slice(0, 3)).toEqual(['hash', 'string', 'zset']);
    await header('Keys').getByRole('button').click();
    expect(await header('Memory').getAttribute('aria-sort')).toBeNull();
    expect(await header('Keys').getAttribute('aria-sort')).toBe('descending');
    expect((await columnOf(types, 'Type')).slice(0, 3)).toEqual(['string', 'hash', 'set']);
    await header('Keys').getByRole('button').press('Enter');
    expect(await header('Keys').getAttribute('aria-sort')).toBe('ascending');
    expect((await columnOf(types, 'Type')).slice(0, 2)).toEqual(['stream', 'ReJSON-RL']);
    await header('Type').getByRole('button').click();
    expect((await columnOf(types, 'Type'))[0]).toBe('ReJSON-RL');
    await close();
  });

  test('keys that mean harm are text', async () => {
    const { page, trouble, close } = await openReport(browser, realisticReport());
    const largest = page.getByRole('region', { name: 'Largest keys' }).getByRole('table');
    const keys = await columnOf(largest, 'Key');
    expect(keys).toContain(String.raw`"</script><img src=x onerror=alert(1)>'\"&amp;\xe2\x80\xa8"`);
    expect(keys).toContain(String.raw`"عربي:\xe2\x80\xaegnp.exe"`);
    expect(keys).toContain(`${LONG_KEY.slice(0, 200)}… (10,245 bytes)`);
    expect(keys).toContain(String.raw`"\xff\x00\xfe:bin"`);
    expect(await page.locator('img').count()).toBe(0);
    // What the pointer is told of them is text too.
    const map = page.locator('.map');
    const box = await map.boundingBox();
    for (let x = 10; x < (box?.width ?? 0); x += 20) await map.hover({ position: { x, y: (box?.height ?? 0) - 40 } });
    expect(await page.locator('.tip').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    expect(trouble).toEqual([]);
    expect(HOSTILE_KEY + TURNING_KEY).toMatch(/[\u2028\u202e]/);
    await close();
  });

  test('charts have their figures as a table', async () => {
    const { page, close } = await openReport(browser, realisticReport());
    const ttl = page.getByRole('region', { name: 'Time to live' });
    expect(await ttl.getByRole('img').getAttribute('aria-label')).toMatch(
      /^Time to live: never expires 59\.0 %, expired 1\.0 %/,
    );
    expect(await ttl.getByRole('table').count()).toBe(0);
    await ttl.getByText('As a table').press('Enter');
    expect(await columnOf(ttl.getByRole('table'), 'Band')).toHaveLength(8);
    const sizes = page.getByRole('region', { name: 'Sizes of keys' });
    await sizes.getByText('As a table').click();
    expect((await columnOf(sizes.getByRole('table'), 'Up to')).slice(0, 3)).toEqual(['16 B', '32 B', '64 B']);
    await close();
  });

  test('several sources: a table of them, and a column each', async () => {
    const { page, close } = await openReport(browser, realisticReport(3));
    const sources = page.getByRole('region', { name: 'Sources' }).getByRole('table');
    expect(await columnOf(sources, 'Source')).toEqual(['shard-0.rdb', 'shard-1.rdb', 'shard-2.rdb']);
    const prefixes = page.getByRole('region', { name: 'Where the memory is' }).getByRole('table');
    expect((await columnOf(prefixes, 'shard-2.rdb'))[0]).toMatch(/^\d+ MiB$/);
    await close();
  });

  test('keys without prefixes are a box of their own', async () => {
    const report = realisticReport();
    const root = { prefix: '', keys: 9, bytes: 900 };
    const { page, trouble, close } = await openReport(browser, { ...report, prefixes: { ...report.prefixes, root } });
    const prefixes = page.getByRole('region', { name: 'Where the memory is' });
    expect(await columnOf(prefixes.getByRole('table'), 'Prefix')).toEqual(['in no prefix']);
    expect(await colorsOf(prefixes.locator('canvas'))).toBeGreaterThan(2);
    expect(trouble).toEqual([]);
    await close();
  });

  test('a file without keys says so', async () => {
    const { page, trouble, close } = await openReport(browser, emptyReport());
    expect(await page.getByRole('main').textContent()).toMatch(/There are no keys\.$/);
    expect(await page.getByRole('heading').allTextContents()).toEqual(['shard-0.rdb']);
    expect(trouble).toEqual([]);
    await close();
  });

  test('what could not be read whole says so', async () => {
    const { page, close } = await openReport(browser, { ...realisticReport(), complete: false });
    expect(await page.getByRole('alert').textContent()).toMatch(/^An input was damaged/);
    await close();
  });

  test.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
    ['dark', 360],
  ] as const)('%s, %d pixels wide: nothing is cut off, and it can be turned', async (colorScheme, width) => {
    const { page, trouble, close } = await openReport(browser, realisticReport(3, 4), { colorScheme, width });
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [light, dark] = ['rgb(247, 247, 246)', 'rgb(17, 19, 22)'];
    expect(await ground()).toBe(colorScheme === 'dark' ? dark : light);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const pictures = process.env['SCREENSHOTS'];
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${colorScheme}-${width}.png`), fullPage: true });
    }
    const button = page.getByRole('button', { name: 'Dark' });
    expect(await button.getAttribute('aria-pressed')).toBe(String(colorScheme === 'dark'));
    await button.click();
    expect(await ground()).toBe(colorScheme === 'dark' ? light : dark);
    expect(await button.getAttribute('aria-pressed')).toBe(String(colorScheme !== 'dark'));
    expect(trouble).toEqual([]);
    await close();
  });
});
