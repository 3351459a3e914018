/** As `webpack` on the command line does, without the package for it. */
import { writeFileSync } from 'node:fs';
import webpack from 'webpack';

const compiler = webpack({
  mode: 'production',
  entry: './main.js',
  context: import.meta.dirname,
  performance: { hints: false },
  output: { path: `${import.meta.dirname}/dist`, filename: 'main.js', clean: true },
});
compiler.run((error, stats) => {
  if (error) throw error;
  const { errors, warnings } = stats.toJson();
  const problems = [...errors, ...warnings].map(({ message }) => message);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  writeFileSync(
    'dist/index.html',
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script src="main.js"></script></body>',
  );
  compiler.close(() => {});
});
