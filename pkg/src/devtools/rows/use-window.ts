import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Rows beyond the edges, so that scrolling does not show gaps. */
const SPARE = 6;
/** When the height is not known: before the first layout, and where there is none. */
const SOME_HEIGHT = 400;
/** Browsers do not make elements of more than about 17 million pixels: longer lists are scrolled in larger steps. */
const TALLEST = 8_000_000;

/** Which rows of a long list are in view. */
export interface ListWindow {
  /** For the element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** The first row to be shown, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Of all rows together, and where the row of an index begins, in pixels. */
  readonly height: number;
  readonly topOf: (index: number) => number;
  /** How many whole rows fit. */
  readonly page: number;
  /** Scrolls as far as it takes to see a row. */
  readonly show: (index: number) => void;
}

/** Follows an element that scrolls over `count` rows of the same height. */
export function useWindow(count: number, rowHeight: number): ListWindow {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: SOME_HEIGHT });
  const full = count * rowHeight;
  const height = Math.min(full, TALLEST);
  // Of a list that is too tall, pixels stand for more than themselves.
  const scaleIn = (viewport: number) => Math.max(1, (full - viewport) / Math.max(1, height - viewport));
  const measure = useCallback(() => {
    setView((before) => {
      const now = seen(ref.current);
      return now.top === before.top && now.height === before.height ? before : now;
    });
  }, []);
  useLayoutEffect(() => {
    measure();
    if (!ref.current || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [measure]);
  const top = Math.min(view.top * scaleIn(view.height), Math.max(0, full - view.height));
  const show = (index: number) => {
    // As it is now: what was rendered last may be from before the first layout.
    const now = seen(ref.current);
    const scale = scaleIn(now.height);
    const at = now.top * scale;
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight];
    const wanted = from < at ? from : to > at + now.height ? to - now.height : at;
    if (!ref.current || wanted === at) return;
    ref.current.scrollTop = wanted / scale;
    // The event comes later, and the row is to be there now.
    setView({ ...now, top: wanted / scale });
  };
  return {
    ref,
    onScroll: measure,
    first: Math.max(0, Math.floor(top / rowHeight) - SPARE),
    end: Math.min(count, Math.ceil((top + view.height) / rowHeight) + SPARE),
    height,
    topOf: (index) => index * rowHeight - top + view.top,
    page: Math.max(1, Math.floor(view.height / rowHeight) - 1),
    show,
  };
}

/** How far an element is scrolled, and how much of it is seen. */
function seen(element: HTMLElement | null): { readonly top: number; readonly height: number } {
  return { top: element?.scrollTop ?? 0, height: element?.clientHeight || SOME_HEIGHT };
}
