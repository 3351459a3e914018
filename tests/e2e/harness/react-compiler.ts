/** The React Compiler over the components of a page, as an application's build runs it. */
import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';

export function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    // While it still is as it was written.
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.tsx') || id.includes('node_modules')) return undefined;
      const compiled = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        parserOpts: { plugins: ['jsx', 'typescript'] },
        // What it does not understand would otherwise stay as it is, and be no test.
        plugins: [['babel-plugin-react-compiler', { panicThreshold: 'all_errors' }]],
      });
      if (!compiled?.code?.includes('react/compiler-runtime') && /\buse[A-Z]\w*\(/.test(code))
        throw new Error(`${id} was not compiled`);
      return { code: compiled?.code ?? code, map: null };
    },
  };
}
