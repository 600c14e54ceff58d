/** Build everything that is not in the repository: the kernels, the HTML report's page, the program, the library and its declarations. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';

const only = process.argv[2];

async function buildKernels(): Promise<void> {
  // The compiler takes long to load.
  const { main: asc } = await import('assemblyscript/asc');
  mkdirSync('dist', { recursive: true });
  const { error, stderr } = await asc([
    'src/kernels/assembly/index.ts',
    '--outFile',
    'dist/kernels.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
  ]);
  if (error) throw new Error(`the kernels do not compile:\n${String(stderr)}`);
  const text = readFileSync('dist/kernels.wasm').toString('base64');
  writeFileSync(
    'src/kernels/wasm.generated.ts',
    `/** Made by \`npm run build\` from assembly/. */\nexport const KERNELS =\n  '${text}';\n`,
  );
}

/** The HTML report's script and style, as text that the formatter puts into each report. */
async function buildPage(): Promise<void> {
  const folder = 'src/formatters/memory/html';
  const { outputFiles } = await build({
    entryPoints: [`${folder}/page/main.ts`, `${folder}/page/page.css`],
    outdir: 'dist',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    // `light-dark()` in the style came with the last of these.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    legalComments: 'none',
  });
  const constants = outputFiles.map(({ path, contents }) => {
    const isStyle = path.endsWith('.css');
    const code = Buffer.from(contents).toString('utf8').trim();
    const text = isStyle ? code : `${chartLicenses()}${code}`;
    const name = isStyle ? 'STYLE' : 'SCRIPT';
    const hash = createHash('sha256').update(text).digest('base64');
    return `export const ${name} =\n  ${JSON.stringify(text)};\nexport const ${name}_HASH = 'sha256-${hash}';\n`;
  });
  writeFileSync(`${folder}/page.generated.ts`, `/** Made by \`npm run build\` from page/. */\n${constants.join('')}`);
}

/** What has to stand wherever the chart library does. */
function chartLicenses(): string {
  const notice = readFileSync('node_modules/echarts/NOTICE', 'utf8').trim();
  const renderer = readFileSync('node_modules/zrender/LICENSE', 'utf8').trim();
  // The layout of the tree map comes of it.
  const d3 = readFileSync('node_modules/echarts/licenses/LICENSE-d3', 'utf8').trim();
  const license = 'Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0';
  return `/*\n${notice}\n${license}\n\nZRender\n${renderer}\n\nd3.js\n${d3}\n*/\n`;
}

/** Packages import `node:process`, which opens all three streams at the start, and makes pipes non-blocking. */
const lazyProcess: Plugin = {
  name: 'lazy-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?process$/ }, () => ({ path: 'process', namespace: 'lazy-process' }));
    onLoad({ filter: /.*/, namespace: 'lazy-process' }, () => ({ contents: 'export default globalThis.process;' }));
  },
};

/** string-width makes an Intl.Segmenter and large regular expressions when it is loaded: 20 ms that only text laid out needs. */
const lazyWidth: Plugin = {
  name: 'lazy-width',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^string-width$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      // Whoever calls require() wants the function itself.
      if (pluginData === 'real' || kind === 'require-call') return undefined;
      const real = await resolve(path, { kind, resolveDir, pluginData: 'real' });
      return { path: real.path, namespace: 'lazy-width' };
    });
    onLoad({ filter: /.*/, namespace: 'lazy-width' }, ({ path }) => ({
      contents: `export default (...words) => require(${JSON.stringify(path)}).default(...words);`,
      resolveDir: dirname(path),
    }));
  },
};

async function buildBundles(): Promise<void> {
  const version = JSON.parse(readFileSync('package.json', 'utf8')).version as string;
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    define: { RDB_TOOL_VERSION: JSON.stringify(version) },
    legalComments: 'none',
  } as const;
  // Packages in CommonJS call require(); an ES module has none of its own.
  const require =
    "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";
  await build({
    ...shared,
    entryPoints: ['bin/rdb-tool.ts'],
    outdir: 'dist',
    // What is imported when it is needed is not even read before.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [lazyProcess, lazyWidth],
    // Its main file calls require() in ways that a bundler does not see through; this one is an ES module.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    minify: true,
    banner: { js: require },
  });
  const program = 'dist/rdb-tool.js';
  writeFileSync(program, `#!/usr/bin/env node\n${readFileSync(program, 'utf8')}`);
  chmodSync(program, 0o755);
  await build({ ...shared, entryPoints: ['src/index.ts'], outfile: 'dist/index.js', packages: 'external' });
}

if (only === 'kernels') await buildKernels();
else if (only === 'page') await buildPage();
else if (only === 'bundles') {
  await buildPage();
  await buildBundles();
} else {
  rmSync('dist', { recursive: true, force: true });
  await buildKernels();
  await buildPage();
  await buildBundles();
  execFileSync('npx', ['tsc', '--project', 'test/tools/tsconfig.types.json'], { stdio: 'inherit' });
}
