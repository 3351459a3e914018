import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      // The page does it itself, when it has nothing better to do.
      injectRegister: false,
      injectManifest: {
        // Icons and manifest are added by the plugin.
        globPatterns: ['**/*.{html,js,css,wasm,woff2}'],
        // What the texts of the demo are not written in.
        globIgnores: ['**/*-{cyrillic,cyrillic-ext,greek,greek-ext,vietnamese}-*.woff2'],
      },
      manifest: {
        name: 'Holdfast: the state of an assistant',
        short_name: 'Holdfast',
        description: 'A dashboard on a state that is validated, versioned and durable, with or without a network.',
        display: 'standalone',
        start_url: '/',
        id: '/',
        background_color: '#f4f6f5',
        theme_color: '#0b6b60',
        icons: [
          { src: '/mark.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  css: {
    // It knows `composes` itself; the other one warns at each file that composes.
    transformer: 'lightningcss',
    // Rows and what stands in them are named in files of their own.
    lightningcss: { cssModules: { grid: false } },
  },
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
