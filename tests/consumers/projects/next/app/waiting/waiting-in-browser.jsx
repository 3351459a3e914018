'use client';
import { createStateSync } from 'holdfast';
import { useSuspenseSync } from 'holdfast/react';
import { Suspense } from 'react';
import { Counter } from '../../counter.js';
import { model } from '../../model.js';

const sync = createStateSync({ name: 'next-waiting', model });

function WhenReady() {
  return <Counter sync={useSuspenseSync(sync)} />;
}

export function Waiting() {
  return (
    <Suspense fallback="loading">
      <WhenReady />
    </Suspense>
  );
}
