/**
 * A list or tree of rows of one height, of which only those in view exist. The focus stays on the whole, and
 * `aria-activedescendant` says which row it is about, since rows come and go.
 */
import { type AriaAttributes, type KeyboardEvent, type ReactNode, useEffect, useId } from 'react';
import { useWindow } from './use-window.js';

/** One row. */
export interface RowView {
  /** The same for the same row, wherever it stands. */
  readonly key: string | number;
  readonly content: ReactNode;
  readonly aria?: AriaAttributes;
}

interface RowsProps {
  readonly role: 'listbox' | 'tree';
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  /** The row that is chosen; -1 for none. */
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly row: (index: number) => RowView;
  /** Keys that mean more than moving; says whether it was one. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
}

export function Rows({ role, label, count, rowHeight, active, onActive, row, onKey }: RowsProps) {
  const id = useId();
  const view = useWindow(count, rowHeight);
  const { show } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another row is chosen, not when somebody scrolls
  useEffect(() => {
    if (active >= 0) show(active);
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = onKey?.(event) ? undefined : step(event.key, active, view.page);
    if (target === undefined && !event.defaultPrevented) return;
    event.preventDefault();
    if (target !== undefined && count > 0) onActive(Math.min(count - 1, Math.max(0, target)));
  };
  const shown = Array.from({ length: Math.max(0, view.end - view.first) }, (_, i) => view.first + i);
  const isShown = active >= view.first && active < view.end;
  const whole = { role, 'aria-label': label, 'aria-activedescendant': isShown ? `${id}-${active}` : undefined };
  const each = (index: number) => ({
    role: role === 'tree' ? 'treeitem' : 'option',
    'aria-selected': index === active,
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which depends
    <div
      {...whole}
      ref={view.ref}
      className="rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
      tabIndex={0}
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="none" className="rows-all" style={{ height: view.height }}>
        {shown.map((index) => {
          const { key, content, aria } = row(index);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which depends
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the whole, which has the focus
            <div
              key={key}
              {...each(index)}
              {...aria}
              id={`${id}-${index}`}
              className="row"
              style={{ top: view.topOf(index), height: rowHeight }}
              onClick={() => onActive(index)}
            >
              {content}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where a key leads to from a row. */
function step(key: string, from: number, page: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: Number.MAX_SAFE_INTEGER,
  };
  return targets[key];
}
