import { createStateSync } from 'holdfast';
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Counter } from './counter.js';
import { model } from './model.js';

const sync = createStateSync({ name: 'webpack', model });
const root = document.body.appendChild(document.createElement('div'));
createRoot(root).render(createElement(StrictMode, null, createElement(Counter, { sync })));
