/**
 * `node benches/sizes.mjs`: what the packages that the README compares weigh in a bundle, minified and after gzip.
 *
 * Each is what an application needs for state that is kept in a browser and, where the package has it, validated: all exports of the
 * modules named, React left out. The packages are installed into a folder of their own, which is removed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const peers = {
  'zustand + persist': ['zustand', 'zustand/middleware'],
  'redux-persist': ['redux', 'redux-persist', 'redux-persist/lib/storage'],
  tinybase: ['tinybase', 'tinybase/persisters/persister-indexed-db'],
  rxdb: ['rxdb/plugins/core', 'rxdb/plugins/storage-dexie', 'rxdb/plugins/validate-ajv'],
  dexie: ['dexie'],
  'xstate store': ['@xstate/store', '@xstate/store/persist', '@xstate/store/undo', '@xstate/store/validate'],
  automerge: ['@automerge/automerge'],
};
const versions = {
  zustand: '5.1.0',
  redux: '5.0.1',
  'redux-persist': '6.0.0',
  tinybase: '10.0.1',
  rxdb: '17.6.0',
  rxjs: '7',
  dexie: '4.4.7',
  '@xstate/store': '4.2.3',
  '@automerge/automerge': '3.5.0',
};

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-sizes-'));
try {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
  execFileSync(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--ignore-scripts',
      '--legacy-peer-deps',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(fileURLToPath(new URL('../pkg', import.meta.url)), path.join(folder, 'node_modules', 'holdfast'));
  for (const [name, modules] of Object.entries({ holdfast: ['holdfast', 'holdfast/react'], ...peers }))
    console.log(`${name.padEnd(18)} ${(await sizeOf(modules)).toFixed(1).padStart(7)} KB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** KB after gzip of everything that a page fetches: scripts and WebAssembly. */
async function sizeOf(modules) {
  const entry = path.join(folder, 'entry.js');
  // As one object each, so that nothing is dropped as unused and equal names do not meet.
  writeFileSync(
    entry,
    modules.map((module, index) => `import * as m${index} from '${module}'; export { m${index} };`).join('\n'),
  );
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: { input: entry, external: /^react(-dom)?(\/|$)/, preserveEntrySignatures: 'strict' },
    },
  });
  const bytes = output.map((file) => gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}
