import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // What the package itself is compiled to; older browsers lack features that its wasm needs anyway.
    target: 'es2022',
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What changes seldom, apart from what changes with every release.
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/]@(mantine|floating-ui|tabler)[\\/]/ },
          ],
        },
      },
    },
  },
});
