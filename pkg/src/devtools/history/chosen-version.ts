/** Under which name the panel remembers the update that is chosen in the History tab. */
export const CHOSEN_VERSION = 'history.version';
