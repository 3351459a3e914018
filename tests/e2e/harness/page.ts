/** Pages of the tests, built as an application builds its own: from the published names of the package. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the pages in `tests/e2e/pages/NAME`, every HTML file one, and gives back the directory to serve. */
export async function buildPage(name: string, pages = 'tests/e2e/pages'): Promise<string> {
  const root = path.join(repository, pages, name);
  const outDir = path.resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'e2e-pages', name);
  const input = readdirSync(root)
    .filter((file) => file.endsWith('.html'))
    .map((file) => path.join(root, file));
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false, rolldownOptions: { input } },
  });
  return outDir;
}
