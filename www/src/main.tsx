/** Starts the demo. Everything it knows of the state comes through the published names of the package. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import './tokens.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Devtools } from './shell/devtools.tsx';
import { theme } from './theme.ts';
import { watchAll } from './watch.ts';

watchAll();

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <App />
        <Devtools />
      </MantineProvider>
    </StrictMode>,
  );
