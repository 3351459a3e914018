import type { ReactNode } from 'react';

interface ScrollerProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Something that may be larger than its place: it takes the focus, so that it can be scrolled with keys. */
export function Scroller({ label, className, children }: ScrollerProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
