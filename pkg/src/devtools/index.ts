/**
 * The panel for developers, and the connection to the Redux DevTools extension. Importing this does nothing yet.
 *
 * @module holdfast/devtools
 */
export { connectReduxDevtools, type ReduxDevtoolsOptions } from './redux/connect.js';
export type { Corner, DevtoolsTheme, Dock } from './settings.js';
export { StateSyncDevtools, type StateSyncDevtoolsProps } from './state-sync-devtools.js';
