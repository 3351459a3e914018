import { useEffect } from 'react';
import type { Settings } from '../settings.js';

/** Room at the edge of the page, so that what the panel covers can be scrolled into view; gone when the panel is. */
export function useRoom({ dock, height, width }: Settings): void {
  const size = dock === 'bottom' ? height : width;
  useEffect(() => {
    const { style } = document.body;
    const property = `padding-${dock}`;
    const before = style.getPropertyValue(property);
    // On a narrow window the panel is as wide as it, and stands at the bottom.
    if (dock === 'bottom' || window.innerWidth > 640) style.setProperty(property, `${size}px`);
    return () => style.setProperty(property, before);
  }, [dock, size]);
}
