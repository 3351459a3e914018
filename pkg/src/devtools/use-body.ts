import { useEffect, useState } from 'react';
import type { Panel } from './panel/panel.js';

interface Loaded {
  readonly Body?: typeof Panel;
  /** Why it could not be loaded. */
  readonly failure?: string;
}

/** The panel itself, fetched when it is wanted first; wanting it again after a failure tries again. */
export function useBody(isWanted: boolean): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({});
  useEffect(() => {
    if (!isWanted || loaded.Body) return;
    let isHere = true;
    import('./panel/panel.js').then(
      ({ Panel }) => isHere && setLoaded({ Body: Panel }),
      (error: unknown) => isHere && setLoaded({ failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isHere = false;
    };
  }, [isWanted, loaded.Body]);
  return loaded;
}
