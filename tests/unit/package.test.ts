/** The package as it would be published: its form, its types, and that importing it does nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData, type Package } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { pack, packageRoot } from '../consumers/pack.ts';

const description = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8'));
const entries = Object.keys(description.exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => path.posix.join('holdfast', entry));

let file: string;
let packed: Package;
beforeAll(() => {
  file = pack();
  packed = createPackageFromTarballData(readFileSync(file));
});
afterAll(() => rmSync(path.dirname(file), { recursive: true }));

test('publint has nothing to say', async () => {
  const data = readFileSync(file);
  const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('can be published with provenance, and by no other way', () => {
  const {
    repository,
    homepage,
    bugs,
    publishConfig,
    private: isPrivate,
    scripts,
  } = JSON.parse(packed.readFile('/node_modules/holdfast/package.json'));
  // The registry compares it with the repository that the workflow has run in.
  expect(repository).toEqual({
    ...{ type: 'git', directory: 'pkg' },
    url: expect.stringMatching(/^git\+https:\/\/github\.com\/[^/]+\/[^/]+\.git$/),
  });
  const page = repository.url.slice('git+'.length, -'.git'.length);
  expect([homepage, bugs]).toEqual([`${page}#readme`, `${page}/issues`]);
  // npm makes no provenance for a package that is new and not said to be public.
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
  // What is installed runs nothing.
  expect([isPrivate, scripts]).toEqual([undefined, undefined]);
});

test('the types of every entry are found and are those of what is run', async () => {
  const analysis = await checkPackage(packed);
  if (!analysis.types) throw new Error('no types at all');
  // It consists of ES modules, so what is read by `require` alone, and by resolution without `exports`, is no user.
  const asked = analysis.problems.filter(
    (problem) => !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
  );
  expect(asked).toEqual([]);
  expect(Object.keys(analysis.entrypoints).length).toBe(entries.length + 1);
});

test('contains what it names, the licences and the sources that the maps lead to, and nothing of the workspace', () => {
  const files = packed.listFiles().map((file) => file.replace(/^.*?node_modules\/holdfast\//, ''));
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) expect(files).toContain(name);
  for (const target of Object.values(description.exports).flatMap((entry) => Object.values(entry as object)))
    if (target.startsWith('./')) expect(files).toContain(target.slice(2));
  for (const file of files.filter((file) => file.endsWith('.map'))) {
    const { sources } = JSON.parse(packed.readFile(`/node_modules/holdfast/${file}`));
    for (const source of sources) expect(files).toContain(path.posix.join(path.posix.dirname(file), source));
  }
  const top = new Set(files.map((file) => file.split('/')[0]));
  expect([...top].sort()).toEqual(
    ['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'dist', 'package.json', 'src', 'wasm'].sort(),
  );
});

test('every link of the README leads somewhere, also from where the package is installed', () => {
  const readme = packed.readFile('/node_modules/holdfast/README.md');
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links).toContain('https://github.com/holdfast-state/holdfast/blob/HEAD/docs/models.md');
  expect(links.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
});

test('the declarations stand a check of their own, in a project that knows no newer library than it has to', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'holdfast-types-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    module: 'ESNext',
    moduleResolution: 'Bundler',
  };
  const files = Object.values(description.exports)
    .flatMap((entry) => (entry as { types?: string }).types ?? [])
    .map((types) => path.join(packageRoot, types));
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = path.join(packageRoot, '../node_modules/typescript/bin/tsc');
  expect(spawnSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' }).stdout).toBe('');
});

test('no declaration says any', () => {
  const declarations = readdirSync(packageRoot, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^(dist|wasm)\//.test(file) && file.endsWith('.d.ts'),
  );
  expect(declarations.length).toBeGreaterThan(50);
  const saying = declarations.filter((file) => {
    const text = readFileSync(path.join(packageRoot, file), 'utf8').replaceAll(
      /\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'/gm,
      '',
    );
    return /\bany\b/.test(text);
  });
  expect(saying).toEqual([]);
});

describe.each(entries)('importing %s', (entry) => {
  test('adds no global, reads none of a browser, loads no wasm, and lets the process end', () => {
    const script = `
      const { createRequire } = await import('node:module');
      // What is imported besides is not ours to judge, and has its say first.
      for (const peer of ['react', 'react/jsx-runtime', 'react-dom']) await import(peer).catch(() => {});
      const names = ['window', 'document', 'navigator', 'location', 'indexedDB', 'localStorage', 'sessionStorage', 'fetch',
        'BroadcastChannel', 'WebAssembly', 'setTimeout', 'setInterval', 'queueMicrotask', 'addEventListener', 'crypto', 'performance'];
      const touched = [];
      for (const name of names) {
        const value = globalThis[name];
        Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name + ' ' + new Error().stack.split('\\n')[2]), value) });
      }
      const before = Reflect.ownKeys(globalThis);
      await import(${JSON.stringify(entry)});
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String);
      console.log(JSON.stringify({ added, touched: touched.filter((text) => !/node:internal/.test(text)) }));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: path.dirname(packageRoot),
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(JSON.parse(output)).toEqual({ added: [], touched: [] });
  });

  test('without using it leaves nothing in a bundle', async () => {
    const id = path.join(packageRoot, 'bundled.js');
    const result = await build({
      configFile: false,
      logLevel: 'silent',
      root: packageRoot,
      plugins: [
        {
          name: 'entry',
          resolveId: (source) => (source === id ? id : undefined),
          load: (source) => (source === id ? `import * as all from '${entry}'; export const kept = 1;` : undefined),
        },
      ],
      build: {
        write: false,
        target: 'es2022',
        rolldownOptions: { input: id, preserveEntrySignatures: 'strict', external: /^react/ },
      },
    });
    const [bundle] = [result].flat() as { output: { type: string; code?: string }[] }[];
    const code = bundle?.output.map((chunk) => chunk.code ?? `asset ${chunk.type}`).join('') ?? '';
    expect(code.length).toBeLessThan(200);
  });
});
