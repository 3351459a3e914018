/** The page of the graph, whose layout is fetched when it is opened first. */
import { lazy, Suspense } from 'react';
import { LoadingCard } from './loading-card.tsx';

const Page = lazy(() => import('../graph/graph-page.tsx'));

export function GraphPage() {
  return (
    <Suspense fallback={<LoadingCard height={640} lines={['20%', '40%']} />}>
      <Page />
    </Suspense>
  );
}
