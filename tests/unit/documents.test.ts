/** What the documents name exists: files, commands, links, codes of errors, events, options, and the exports of the entries. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformWithOxc } from 'vite';
import { describe, expect, test } from 'vitest';
import * as holdfast from '../../pkg/src/index.js';
import { blocksOf, pages, root } from './lib/examples.ts';

const documents = [...pages, 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'benches/README.md'];
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** What stands in backticks, outside of blocks of code; and the lines of blocks of commands. */
function named(text: string): { readonly spans: string[]; readonly lines: string[] } {
  const lines: string[] = [];
  const rest = text.replaceAll(/^```(\w*)\n([\s\S]*?)^```$/gm, (_, language: string, code: string) => {
    if (['', 'sh'].includes(language)) lines.push(...code.split('\n'));
    return '';
  });
  return { spans: [...rest.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span), lines };
}

/** `a{b,c}` is `ab` and `ac`. */
function expanded(name: string): string[] {
  const [, before = '', inside, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(name) ?? [];
  return inside === undefined ? [name] : inside.split(',').flatMap((one) => expanded(`${before}${one.trim()}${after}`));
}

const folders = ['tests', 'src', 'pkg', 'tools', 'benches', 'www', 'docs', 'fuzz', '.ci'];
/** Modules of the engine are named without `src`. */
const modules = readdirSync(path.join(root, 'src')).filter((name) => !name.includes('.'));

/** All files and folders, by their paths. */
const all = folders.flatMap((folder) => [
  folder,
  ...readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.includes('node_modules'))
    .map((name) => `${folder}/${name}`),
]);

/** Made by a build, or a name that stands for others. */
const isMade = (name: string) => /^(pkg\/(wasm|dist)|docs\/api|target)(\/|$)/.test(name) || /[A-Z]{4}/.test(name);

/** Whether a file or a folder has that path, or ends in it: `history/recorder.ts`. The ending of a module may be left out. */
function exists(name: string): boolean {
  const pattern = name
    .replace(/\/$/, '')
    .split('*')
    .map((part) => part.replaceAll(/[.+]/g, '\\$&'))
    .join('[^/]*');
  const wanted = new RegExp(`(^|/)${pattern}(\\.(rs|tsx?))?$`);
  return all.some((file) => wanted.test(file));
}

describe.each(documents)('%s', (document) => {
  const text = readFileSync(path.join(root, document), 'utf8');
  const { spans, lines } = named(text);

  test('names files that are there', () => {
    const own = blocksOf(text).map(({ file }) => file);
    const paths = spans
      .map((span) => span.replace(/^(?:node|npx vitest run|cargo test) /, '').replace(/ .*$/, ''))
      .filter((span) => /^[\w.*{},/-]+$/.test(span) && !own.includes(span))
      .filter(
        (span) =>
          [...folders, ...modules].some((folder) => span.startsWith(`${folder}/`)) ||
          /^[\w/-]+\.(rs|tsx?|mjs)$/.test(span),
      );
    const missing = paths.flatMap(expanded).filter((name) => !isMade(name) && !exists(name));
    expect(missing).toEqual([]);
  });

  test('names commands that are there', () => {
    const commands = [...spans, ...lines];
    const wanted = commands.flatMap((command) => [...command.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name]) => name));
    expect(wanted.filter((name) => !(String(name) in scripts) && name !== 'dev')).toEqual([]);
    const rust = commands.flatMap((command) =>
      [...command.matchAll(/cargo test --test (\w+)/g)].map(([, name]) => name),
    );
    for (const name of rust) expect(existsSync(path.join(root, 'tests', String(name), 'main.rs')), name).toBe(true);
    const programs = commands.flatMap((command) =>
      [...command.matchAll(/\bnode ([\w/-]+\.mjs)/g)].map(([, file]) => file),
    );
    for (const file of programs) expect(existsSync(path.join(root, String(file))), file).toBe(true);
  });

  test('has links that lead somewhere', () => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const led = file === '' ? path.join(root, document) : path.resolve(root, path.dirname(document), file);
      expect(existsSync(led), target).toBe(true);
      if (anchor !== undefined) expect(anchors(readFileSync(led, 'utf8')), target).toContain(anchor);
    }
  });
});

const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );

test('CONTRIBUTING.md names variables that somebody reads', () => {
  const { spans } = named(readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8'));
  const variables = new Set(spans.flatMap((span) => /^(HOLDFAST_\w+)/.exec(span)?.[1] ?? []));
  expect(variables.size).toBeGreaterThan(5);
  const readers = [...all.filter((file) => /^(tests|tools)\/.*\.(rs|ts|mjs)$/.test(file)), '.ci/run'];
  const code = readers.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  expect([...variables].filter((name) => !code.includes(name))).toEqual([]);
});

describe('README and guides', () => {
  const text = pages.map((page) => readFileSync(path.join(root, page), 'utf8')).join('\n');

  test('name methods that there are', () => {
    const methods = new Set(Object.getOwnPropertyNames(holdfast.StateSync.prototype));
    const called = [...text.matchAll(/\bsync\.(\w+)\(/g)].map(([, name = '']) => name);
    expect([...new Set(called)].filter((name) => !methods.has(name))).toEqual([]);
  });

  test('name options, events, codes and members that the sources have', () => {
    const sources = ['pkg/src', 'tests/consumers'].flatMap((folder) =>
      all.filter((file) => file.startsWith(`${folder}/`) && /\.(tsx?|jsx?)$/.test(file)),
    );
    const known = new Set(
      sources.flatMap((file) => readFileSync(path.join(root, file), 'utf8').match(/[A-Za-z_$][\w$]*/g) ?? []),
    );
    const { spans } = named(text);
    const names = spans.flatMap(
      (span) => /^(?:sync\.|status\.)?([a-z]+(?:_[a-z]+|[A-Z]\w*)+)(?:\(.*\))?$/.exec(span)?.[1] ?? [],
    );
    expect(names.length).toBeGreaterThan(50);
    const others = ['localStorage', 'toStandardJsonSchema', 'uniqueItems', 'structuredClone'];
    expect([...new Set(names)].filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
  });

  test('name every guide that there is', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    for (const page of pages.filter((page) => page !== 'README.md')) expect(readme).toContain(`(${page})`);
    expect(readme.split('\n').length).toBeLessThan(260);
  });
});

describe('the examples of doc comments', () => {
  const files = all.filter((file) => /^pkg\/src\/.*\.tsx?$/.test(file));
  const examples = files.flatMap((file) => {
    const comments = readFileSync(path.join(root, file), 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [];
    return comments.flatMap((comment) => {
      const text = comment.slice(3, -2).replaceAll(/^[ \t]*\* ?/gm, '');
      return [...text.matchAll(/@example\s([\s\S]*?)(?=^@|$(?![\s\S]))/gm)].map(([, code = '']) => ({ file, code }));
    });
  });

  test('are code', async () => {
    expect(examples.length).toBeGreaterThan(40);
    for (const { file, code } of examples) {
      const lines = code.split('\n');
      const imports = lines.filter((line) => line.startsWith('import '));
      const rest = lines.filter((line) => !line.startsWith('import '));
      const whole = [...imports, 'export async function example() {', ...rest, '}'].join('\n');
      await transformWithOxc(whole, 'example.tsx').catch((cause: unknown) => {
        throw new Error(`An example in ${file} is no code:\n${code}`, { cause });
      });
    }
  });

  test('name methods that there are', () => {
    const methods = new Set(Object.getOwnPropertyNames(holdfast.StateSync.prototype));
    const called = examples.flatMap(({ code }) => [...code.matchAll(/\bsync\.(\w+)\(/g)].map(([, name = '']) => name));
    expect(called.filter((name) => !methods.has(name))).toEqual([]);
  });
});
