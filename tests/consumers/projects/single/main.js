import { createStateSync, defineModel } from 'holdfast/inline';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Counter } from './counter.js';

const model = defineModel({ name: 'counter', version: 1, schema: true, initial: () => ({ count: 0 }) });
const sync = createStateSync({ name: 'single', model });
createRoot(document.getElementById('root')).render(createElement(Counter, { sync }));
