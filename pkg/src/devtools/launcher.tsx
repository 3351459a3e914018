/** The button, and the panel behind it: the part that is there from the start. */
import { useEffect, useRef, useState } from 'react';
import type { AnySync } from './lib/any-sync.js';
import { Mark } from './mark.js';
import { type Corner, type Dock, useSettings } from './settings.js';
import { useStyles } from './shadow/use-styles.js';
import { launcherStyles } from './styles/launcher.js';
import { useBody } from './use-body.js';

interface LauncherProps {
  readonly sync: AnySync;
  readonly root: ShadowRoot;
  readonly corner?: Corner | undefined;
  readonly dock?: Dock | undefined;
  readonly defaultOpen?: boolean | undefined;
  readonly nonce?: string | undefined;
}

export function Launcher({
  sync,
  root,
  corner = 'bottom-right',
  dock = 'bottom',
  defaultOpen = false,
  nonce,
}: LauncherProps) {
  useStyles(root, launcherStyles, nonce);
  const [settings, change] = useSettings({ dock, open: defaultOpen });
  const { Body, failure } = useBody(settings.open);
  const button = useRef<HTMLButtonElement>(null);
  // Only what was closed by hand gives the focus back, and only what was opened by hand takes it.
  const [byHand, setByHand] = useState(false);
  useEffect(() => {
    if (!settings.open && byHand) button.current?.focus();
  }, [settings.open, byHand]);
  const set = (open: boolean) => {
    setByHand(true);
    change({ open });
  };
  if (settings.open && Body)
    return (
      <Body
        sync={sync}
        root={root}
        nonce={nonce}
        settings={settings}
        change={change}
        takesFocus={byHand}
        close={() => set(false)}
      />
    );
  return (
    <aside className="launcher" data-corner={corner} aria-label="Holdfast devtools">
      {failure !== undefined && (
        <p className="launch-failure" role="alert">
          The devtools could not be loaded: {failure}
        </p>
      )}
      <button
        ref={button}
        type="button"
        className="launch"
        aria-label="Open Holdfast devtools"
        aria-expanded={settings.open}
        aria-busy={settings.open && failure === undefined}
        onClick={() => set(!settings.open)}
      >
        <Mark />
      </button>
    </aside>
  );
}
