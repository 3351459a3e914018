/** The tabs as the ARIA pattern has them: one stop for the Tab key, arrows between them, what is focused is shown. */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { TABS } from './tabs.js';

interface TabListProps {
  readonly id: string;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  /** Whether the tab that is shown takes the focus at first. */
  readonly takesFocus: boolean;
}

export function TabList({ id, tab, onTab, takesFocus }: TabListProps) {
  const list = useRef<HTMLDivElement>(null);
  const focus = (index: number) => list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  const shown = TABS.findIndex((one) => one.id === tab);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the panel opens
  useEffect(() => {
    if (takesFocus) focus(shown);
  }, []);
  useEffect(() => {
    // Of a row that is wider than the panel.
    list.current?.querySelectorAll('[role=tab]')[shown]?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [shown]);
  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowRight: (shown + 1) % TABS.length,
      ArrowLeft: (shown + TABS.length - 1) % TABS.length,
      Home: 0,
      End: TABS.length - 1,
    };
    const target = targets[event.key];
    const next = target === undefined ? undefined : TABS[target];
    if (target === undefined || !next) return;
    event.preventDefault();
    onTab(next.id);
    focus(target);
  };
  return (
    <div className="tabs" role="tablist" aria-label="Devtools" ref={list} onKeyDown={onKeyDown}>
      {TABS.map(({ id: name, label }) => (
        <button
          key={name}
          type="button"
          role="tab"
          className="tab"
          id={`${id}-tab-${name}`}
          aria-selected={name === tab}
          aria-controls={name === tab ? `${id}-panel` : undefined}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onTab(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
