import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // What the package itself is compiled to; older browsers lack features that its wasm needs anyway.
  build: { target: 'es2022' },
});
