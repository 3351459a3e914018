/** What the assistant does, and how often each: most of it is being used, some of it leads to a memory. */
import { interact } from './interact.ts';
import { learn } from './learn.ts';
import type { MakeMove } from './move.ts';
import { recall } from './recall.ts';
import { remember } from './remember.ts';
import { suggest } from './suggest.ts';

/** Shares of all moves; they add up to 1. */
const moves: readonly (readonly [share: number, make: MakeMove])[] = [
  [0.38, interact],
  [0.27, remember],
  [0.14, recall],
  [0.16, learn],
  [0.05, suggest],
];

export const anyMove: MakeMove = () => {
  let rest = Math.random();
  for (const [share, make] of moves) {
    rest -= share;
    if (rest < 0) return make();
  }
  return interact();
};
