/** A real Chromium without network that opens files from disk. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The program, or undefined where there is none; `RDB_TOOL_CHROMIUM` says where it is. */
export function findChromium(): string | undefined {
  return [process.env['RDB_TOOL_CHROMIUM'], ...PATHS].find((path) => path !== undefined && existsSync(path));
}

export async function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
