/** Build everything that is not in the repository: the kernels, the program, the library and its declarations. */
import { execFileSync } from 'node:child_process';
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
      if (pluginData === 'real') return undefined;
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
else if (only === 'bundles') await buildBundles();
else {
  rmSync('dist', { recursive: true, force: true });
  await buildKernels();
  await buildBundles();
  execFileSync('npx', ['tsc', '--project', 'test/tools/tsconfig.types.json'], { stdio: 'inherit' });
}
