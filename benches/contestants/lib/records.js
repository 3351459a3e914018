// The assistant state as lists of records and a rest, for the peers that keep records in tables.

const LISTS = {
  nodes: 'memory',
  shortTerm: 'memory',
  longTerm: 'memory',
  patterns: 'learning',
  feedbackLoops: 'learning',
};

export const TABLES = Object.keys(LISTS);

/** The lists that grow with N, by their names. */
export const tablesOf = (state) =>
  Object.fromEntries(Object.entries(LISTS).map(([list, slice]) => [list, [...state[slice][list].values()]]));

/** Everything else, as plain data and `Map`s. */
export function restOf(state) {
  const rest = { ...state };
  for (const [list, slice] of Object.entries(LISTS)) rest[slice] = { ...rest[slice], [list]: undefined };
  return rest;
}

/** The state in one piece again. */
export function whole(rest, tables) {
  const state = { ...rest };
  for (const [list, slice] of Object.entries(LISTS)) state[slice] = { ...state[slice], [list]: tables[list] };
  state.memory.nodes = new Map(tables.nodes.map((node) => [node.id, node]));
  return state;
}
