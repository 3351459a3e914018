import { useLayoutEffect } from 'react';

/**
 * Styles for a shadow root as long as it is mounted. A constructed sheet needs no permission of a content security policy; where
 * there are none, an element has to do, for which a strict policy wants the `nonce`.
 */
export function useStyles(root: ShadowRoot, css: string, nonce?: string): void {
  useLayoutEffect(() => {
    if (!('adoptedStyleSheets' in root)) return withElement(root, css, nonce);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return () => {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [root, css, nonce]);
}

function withElement(root: ShadowRoot, css: string, nonce: string | undefined): () => void {
  const element = root.ownerDocument.createElement('style');
  if (nonce !== undefined) element.nonce = nonce;
  element.textContent = css;
  root.prepend(element);
  return () => element.remove();
}
