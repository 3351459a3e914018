'use client';
import { createStateSync } from 'holdfast';
import { Counter } from '../counter.js';
import { model } from '../model.js';

const sync = createStateSync({ name: 'next', model });

export function Page() {
  return <Counter sync={sync} />;
}
