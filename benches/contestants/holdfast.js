// Holdfast itself, on its published names only.
//
// Everything is as it comes out of the box, with strict durability and the periodic checks
// and backups running, but for two settings. The retention of the assistant model would drop
// the old part of short-term memory while it is being measured, and no peer has one; and
// 100,000 nodes come so close to the default limit of size that adding 1,000 might be refused.

import { createStateSync, defineModel } from 'holdfast';
import { assistantModel } from 'holdfast/models/assistant';

export const name = 'holdfast';

const CONFIG = { optimizationEnabled: false, maxStateSize: 128 * 2 ** 20 };

export async function open({ state: initial }) {
  const model = defineModel(initial ? { ...assistantModel, initial: () => initial } : assistantModel);
  const sync = createStateSync({ name: 'bench-holdfast', model, config: CONFIG });
  await sync.ready;
  let last;

  function update(change) {
    const receipt = sync.update(change);
    if (receipt.accepted) last = receipt;
    return receipt.accepted;
  }

  const pathOf = (id) => `/memory/nodes/${id}`;

  return {
    durability: sync.status.durability,
    nodeCount: () => sync.getState().memory.nodes.size,
    node: (id) => sync.get(pathOf(id)),
    confidence: (id) => sync.get(`${pathOf(id)}/metadata/confidence`),

    addNodes: (added) => update({ memory: { nodes: new Map(added.map((node) => [node.id, node])) } }),
    removeNodes: (ids) => update(ids.map((id) => ({ op: 'remove', path: pathOf(id) }))),
    setConfidence: (id, confidence) => update({ memory: { nodes: new Map([[id, { metadata: { confidence } }]]) } }),

    onNodeCount: (listener) => sync.subscribe((state) => state.memory.nodes.size, listener),
    onConfidence: (id, listener) =>
      sync.subscribe((state) => state.memory.nodes.get(id)?.metadata.confidence, listener),

    /** Updates are written in order, so the last one stands for all before it. */
    async durable() {
      if (last && (await last.durable) !== true) throw new Error('an accepted update did not become durable');
      if (!last) await sync.flush();
    },
    close: () => sync.close(),

    validate: async () => {
      // That a state is large is told as well, and is no fault of it.
      const { issues } = await sync.validateState();
      return issues.filter(({ code }) => code !== 'size/large').length;
    },
    consistency: async () => (await sync.checkStateConsistency()).issueCount,
    async dropExpired() {
      const { removed } = await sync.optimizeState();
      last = undefined; // it was no update, so only `flush` says when it is on disk
      return removed.nodes;
    },

    /** For `durability.mjs` and `checks.mjs`; no peer has them. */
    backup: () => sync.createStateBackup(),
    jobs: {
      check: () => sync.checkStateConsistency(),
      validate: () => sync.validateState(),
      optimise: () => sync.optimizeState(),
    },
  };
}
