import { createStateSync } from 'holdfast';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Counter } from './counter.js';
import { model } from './model.js';

const sync = createStateSync({ name: 'vite', model });
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Counter sync={sync} />
  </StrictMode>,
);
