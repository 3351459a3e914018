/** Pages of the tests, built as an application builds its own: from the published names of the package. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type PluginOption } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What a page is built with beside what all are. */
interface PageOptions {
  /** The directory with the pages, from that of the repository. */
  readonly pages?: string;
  readonly plugins?: PluginOption[];
}

/** Builds the pages in `tests/e2e/pages/NAME`, every HTML file one, and gives back the directory to serve. */
export async function buildPage(
  name: string,
  { pages = 'tests/e2e/pages', plugins = [] }: PageOptions = {},
): Promise<string> {
  const root = path.join(repository, pages, name);
  const outDir = path.resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'e2e-pages', name);
  const input = readdirSync(root)
    .filter((file) => file.endsWith('.html'))
    .map((file) => path.join(root, file));
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    plugins,
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false, rolldownOptions: { input } },
  });
  return outDir;
}

/** Builds a page of one script and puts that into the HTML; gives back the path of the only file there is. */
export async function buildSingleFile(name: string): Promise<string> {
  const directory = await buildPage(name);
  const [script, ...more] = readdirSync(path.join(directory, 'assets'));
  if (script === undefined || more.length > 0) throw new Error(`${name} is not one script, but also ${more}`);
  const text = readFileSync(path.join(directory, 'assets', script), 'utf8').replaceAll('</script', '<\\/script');
  const html = readFileSync(path.join(directory, 'index.html'), 'utf8');
  const file = path.join(directory, 'single.html');
  // A function, since the text may contain what `replace` takes for a reference.
  writeFileSync(
    file,
    html.replace(/<script type="module"[^>]*><\/script>/, () => `<script type="module">${text}</script>`),
  );
  return file;
}
