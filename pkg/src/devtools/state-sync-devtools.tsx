/** What applications mount: a place of its own, the button, and the panel once somebody opens it. */
import { createPortal } from 'react-dom';
import type { StateSync } from '../sync.js';
import { Launcher } from './launcher.js';
import type { AnySync } from './lib/any-sync.js';
import type { Corner, DevtoolsTheme, Dock } from './settings.js';
import { useShadow } from './shadow/use-shadow.js';

/** How the panel begins. What somebody has changed by hand since is remembered and comes before it. */
export interface StateSyncDevtoolsProps<S = unknown> {
  /** The instance that it shows. */
  readonly sync: StateSync<S>;
  /** Its colours; `auto`, the default, are those that the user's system prefers. */
  readonly theme?: DevtoolsTheme | undefined;
  /** Where the button is; `bottom-right` unless said. */
  readonly corner?: Corner | undefined;
  /** The side that the panel is docked to at first; `bottom` unless said. */
  readonly dock?: Dock | undefined;
  /** Whether it is open at first. */
  readonly defaultOpen?: boolean | undefined;
  /** For browsers without constructed style sheets, under a policy that asks for one. */
  readonly nonce?: string | undefined;
}

/**
 * A button in a corner that opens a panel on the state: its tree, history, events, issues, components, backups, statistics and
 * options. It lives in a shadow root at the end of the body, renders nothing on a server, and loads the panel when it is
 * opened first. Escape closes it.
 *
 * @example
 * {import.meta.env.DEV && <StateSyncDevtools sync={sync} />}
 */
export function StateSyncDevtools<S>({ sync, theme = 'auto', ...rest }: StateSyncDevtoolsProps<S>) {
  const root = useShadow(theme);
  return root ? createPortal(<Launcher sync={sync as unknown as AnySync} root={root} {...rest} />, root) : null;
}
