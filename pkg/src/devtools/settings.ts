/** How somebody has arranged the panel: remembered in this browser, for all instances together. */
import { useCallback, useState } from 'react';

/** The side of the window that the panel sits at. */
export type Dock = 'bottom' | 'right' | 'left';
/** Where the button is that opens the panel. */
export type Corner = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
/** `auto` is what the user's system prefers. */
export type DevtoolsTheme = 'light' | 'dark' | 'auto';

/** The arrangement. Sizes are CSS pixels. */
export interface Settings {
  readonly open: boolean;
  readonly dock: Dock;
  readonly height: number;
  readonly width: number;
  readonly tab: string;
}

/** Changes some of it. */
export type ChangeSettings = (change: Partial<Settings>) => void;

/** Where it is kept. */
const KEY = 'holdfast:devtools';
const FIRST: Settings = { open: false, dock: 'bottom', height: 320, width: 520, tab: 'state' };

/** On a phone there is hardly room for both, so the panel has most of it. */
const heightAtFirst = (): number =>
  Math.max(320, Math.round(window.innerHeight * (window.innerWidth <= 640 ? 0.7 : 0.45)));

/** The arrangement as it was left, else as the application wants it at first. Not on a server. */
export function useSettings(first: Partial<Settings>): [Settings, ChangeSettings] {
  const [settings, set] = useState<Settings>(() => ({ ...FIRST, height: heightAtFirst(), ...first, ...kept() }));
  const change = useCallback<ChangeSettings>((changes) => {
    set((before) => {
      const now = { ...before, ...changes };
      keep(now);
      return now;
    });
  }, []);
  return [settings, change];
}

/** Only what has the right form: somebody else, or an older version, may have written there. */
function kept(): Partial<Settings> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const right = Object.entries(found ?? {}).filter(
      ([name, value]) =>
        typeof value === typeof FIRST[name as keyof Settings] &&
        (name !== 'dock' || ['bottom', 'right', 'left'].includes(value as string)),
    );
    return Object.fromEntries(right);
  } catch {
    return {};
  }
}

function keep(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Full, or not ours: it is forgotten, and nothing else.
  }
}
