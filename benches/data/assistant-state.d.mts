/** Types of `assistant-state.mjs`; what the functions do is told there. */
import type { AssistantState, MemoryNode } from 'holdfast/models/assistant';

export function makeMemoryNode(
  i: number,
  random: () => number,
  now: number,
  options?: { existing?: number; minAge?: number; maxAge?: number },
): MemoryNode;

export function makeAssistantState(
  n: number,
  options?: { seed?: number; now?: number; expired?: number },
): AssistantState;

export function jsonBytes(value: unknown): number;
