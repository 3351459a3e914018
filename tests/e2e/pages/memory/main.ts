/** An assistant that is in use for long. */

import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { type AssistantState, assistantModel } from 'holdfast/models/assistant';
import { makeAssistantState, makeMemoryNode } from '../../../../benches/data/assistant-state.mjs';
import { handlesHeld } from './handles.ts';

const FED = 20;

// Nothing on a timer: it would come between two figures in one run and not in another. And events are remembered with the places that
// they changed, up to a number that takes longer to reach than a test.
const off = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };
const config = { ...off, eventHistoryLimit: 100 };

let sync: StateSync<AssistantState>;
let nodes = 0;
/** Numbers of the oldest and of the next node of the feed. */
let [oldest, next] = [0, 0];
/** What was last said to whoever listens to the feed. */
let told: { readonly size: number; readonly newest: string | undefined };

const id = (at: number): string => `node-${String(at).padStart(6, '0')}`;

const memory = {
  async open(n: number): Promise<void> {
    // Not under a name that stays: the page would hold what it was made from.
    const made = [makeAssistantState(n)];
    const initial = () => made.pop() ?? assistantModel.initial();
    sync = createStateSync({ name: 'memory', model: defineModel({ ...assistantModel, initial }), config });
    await sync.ready;
    nodes = n;
    next = n;
    sync.subscribe(
      (state) => ({ size: state.memory.nodes.size, newest: state.memory.shortTerm.at(-1)?.id }),
      (now) => {
        told = now;
      },
    );
  },

  /** Saves, so that the page can be left. */
  saved: async (): Promise<void> => void (await sync.flush()),

  /** Opens what another page has made: bytes of the engine's memory, and of the state alone. */
  async reopen(): Promise<{ wasmBytes: number; stateBytes: number }> {
    sync = createStateSync({ name: 'memory', model: assistantModel, config });
    await sync.ready;
    const { wasmBytes, stateBytes } = sync.getStateSyncStats().memory;
    return { wasmBytes, stateBytes };
  },

  /** Bytes of the engine's memory, and what snapshots hold there. */
  taken: () => ({ wasmBytes: sync.getStateSyncStats().memory.wasmBytes, handles: handlesHeld() }),

  /** Changes one field many times, in turns as the events of a page come. */
  async burst(updates: number): Promise<void> {
    for (let at = 0; at < updates; at++) {
      sync.update({ memory: { nodes: new Map([[id(at % nodes), { metadata: { confidence: (at % 7) / 10 } }]]) } });
      if (at % 1000 === 999) await turn();
    }
    await sync.flush();
  },

  /** New nodes come, the oldest go; the page shows the list, as the demo does. */
  async feed(rounds: number): Promise<{ told: typeof told; size: number; newest: string | undefined }> {
    for (let round = 0; round < rounds; round++) {
      const added = Array.from({ length: FED }, () => makeMemoryNode(next++, Math.random, Date.now(), { existing: 0 }));
      sync.update([
        ...added.flatMap((node) => [
          { op: 'add' as const, path: `/memory/nodes/${node.id}`, value: node },
          { op: 'add' as const, path: '/memory/shortTerm/-', value: node },
        ]),
        ...added.flatMap(() => [
          { op: 'remove' as const, path: '/memory/shortTerm/0' },
          { op: 'remove' as const, path: `/memory/nodes/${id(oldest++)}` },
        ]),
      ]);
      const { shortTerm, nodes } = sync.getState().memory;
      for (const { id } of shortTerm.slice(-FED)) nodes.get(id);
      await turn();
    }
    await sync.flush();
    const { shortTerm, nodes } = sync.getState().memory;
    return { told, size: nodes.size, newest: shortTerm.at(-1)?.id };
  },

  /** Takes a snapshot after each of many updates, reads nothing of it, and keeps the last of them for as long as asked. */
  async snapshots(updates: number, kept: number): Promise<void> {
    for (let at = 0; at < updates; at++) {
      sync.update({ memory: { nodes: new Map([[id(next - 1 - (at % 100)), { metadata: { accessCount: at } }]]) } });
      snapshots[at % kept] = sync.getState();
      if (at % 1000 === 999) await turn();
    }
    await sync.flush();
  },

  forget(): void {
    snapshots.length = 0;
  },
};

const snapshots: AssistantState[] = [];

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

declare global {
  interface Window {
    memory: typeof memory;
  }
}

window.memory = memory;
