/** The top of the panel: whose state this is, how it is, and where the panel sits. */
import { Mark } from '../mark.js';
import type { ChangeSettings, Dock } from '../settings.js';
import { usePanel } from './context.js';
import { StatusFacts } from './status-facts.js';

const DOCKS: readonly { readonly dock: Dock; readonly label: string; readonly edge: string }[] = [
  { dock: 'left', label: 'Dock to the left', edge: 'M3 3h4v10H3z' },
  { dock: 'bottom', label: 'Dock to the bottom', edge: 'M3 9h10v4H3z' },
  { dock: 'right', label: 'Dock to the right', edge: 'M9 3h4v10H9z' },
];

interface HeaderProps {
  readonly dock: Dock;
  readonly change: ChangeSettings;
  readonly close: () => void;
}

export function Header({ dock: docked, change, close }: HeaderProps) {
  const { sync } = usePanel();
  const { name, model } = sync.inspect();
  return (
    <header className="header">
      <Mark />
      <h2 className="name">
        {name}
        <span className="model" title="Model and its version">
          {model.name} v{model.version}
        </span>
      </h2>
      <StatusFacts />
      <fieldset className="docks" aria-label="Where the panel sits">
        {DOCKS.map(({ dock, label, edge }) => (
          <button
            key={dock}
            type="button"
            className="icon"
            aria-label={label}
            title={label}
            aria-pressed={dock === docked}
            onClick={() => change({ dock })}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path className="frame" d="M2.5 2.5h11v11h-11z" />
              <path d={edge} />
            </svg>
          </button>
        ))}
      </fieldset>
      <button type="button" className="icon" aria-label="Close devtools" title="Close (Escape)" onClick={close}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path className="cross" d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </header>
  );
}
