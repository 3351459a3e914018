/** Who the devtools say they are when they change something: the source of their updates. */
export const SOURCE = 'devtools';
