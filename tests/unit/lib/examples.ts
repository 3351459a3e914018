/**
 * The examples of the documentation: every block of `ts` and `tsx` in the README and in `docs/`.
 *
 * - A page is a project: its blocks stand in one folder. A block whose first line is a comment with the name of a file
 *   (`// src/todos.ts`) is that file, which the others may import; the rest have numbers.
 * - `// → text` is what the example prints there. All that a block prints has to be said.
 * - `<!-- not run: REASON -->` before a block: its types are checked, and nothing more.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';

export const root = path.resolve(import.meta.dirname, '../../..');

/** The pages: README and guides. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A block of code on a page. */
export interface Block {
  readonly language: string;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** The name that its first line gives it. */
  readonly file: string | undefined;
  /** Why it is not run. */
  readonly notRun: string | undefined;
}

/** The blocks of a page, of whatever language. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const { 1: comment, 2: language = '', 3: code = '', index } of text.matchAll(
    /(?:^<!--\s*([\s\S]*?)\s*-->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm,
  ))
    blocks.push({
      language,
      line: text.slice(0, index).split('\n').length + (comment === undefined ? 0 : 1),
      code,
      file: /^\/\/ (\S+\.tsx?)\n/.exec(code)?.[1],
      notRun: /^not run: (.+)$/s.exec(comment ?? '')?.[1],
    });
  return blocks;
}

/** An example that can be run. */
export interface Example extends Block {
  readonly page: string;
  /** Where it was written to. */
  readonly path: string;
  /** What it says that it prints. */
  readonly prints: readonly string[];
  /** It needs a page; otherwise it is run in Node. */
  readonly needsPage: boolean;
  /** It consists of tests for Vitest. */
  readonly isTest: boolean;
}

/** Writes all examples to a folder inside of the project, so that `holdfast` is found. */
export function writeExamples(directory: string): Example[] {
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(root, page), 'utf8');
    const folder = path.join(directory, page.replaceAll(/\W/g, '-'));
    return blocksOf(text)
      .filter(({ language }) => ['ts', 'tsx'].includes(language))
      .map((block, index) => {
        const file = path.join(folder, block.file ?? `example-${index + 1}.${block.language}`);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, `${block.code}export {};\n`);
        return {
          ...block,
          page,
          path: file,
          prints: [...block.code.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text.trim()),
          needsPage: block.language === 'tsx' && !block.code.includes("'react-dom/server'"),
          isTest: block.code.includes("from 'vitest'"),
        };
      });
  });
}

/** A folder for them, and how to remove it. */
export function freshFolder(): { readonly directory: string; remove(): void } {
  const directory = mkdtempSync(path.join(import.meta.dirname, '../.examples-'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** What `console.log` would show, on one line. */
export const shown = (args: readonly unknown[]): string => format(...args).replaceAll(/\s*\n\s*/g, ' ');
