import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['main.js'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  write: false,
  logLevel: 'error',
});
const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
mkdirSync('dist-esbuild');
writeFileSync(
  'dist-esbuild/index.html',
  `<!doctype html><meta charset="utf-8"><div id="root"></div><script type="module">${script}</script>`,
);
