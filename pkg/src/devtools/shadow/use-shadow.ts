/** A place on the page that the page's styles do not reach, and whose styles do not reach the page. */
import { useEffect, useState } from 'react';
import type { DevtoolsTheme } from '../settings.js';

/** The root of the place; none on a server and before the first effect, so that hydration finds what the server made. */
export function useShadow(theme: DevtoolsTheme): ShadowRoot | undefined {
  const [root, setRoot] = useState<ShadowRoot>();
  useEffect(() => {
    const host = document.createElement('holdfast-devtools');
    setRoot(host.attachShadow({ mode: 'open' }));
    for (const type of ['keydown', 'keypress', 'keyup']) host.addEventListener(type, keepFromPage);
    // In the body, and not where it was written: an ancestor with a transform would catch what is fixed to the window.
    document.body.append(host);
    return () => {
      host.remove();
      setRoot(undefined);
    };
  }, []);
  useEffect(() => {
    root?.host.setAttribute('data-theme', theme);
  }, [root, theme]);
  return root;
}

/** To the page all of this is one element, so its shortcuts cannot see that somebody writes in a field. */
function keepFromPage(event: Event): void {
  const [from] = event.composedPath();
  if (from instanceof Element && from.matches('input, textarea, select')) event.stopPropagation();
}
