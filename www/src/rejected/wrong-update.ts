/** An update that is wrong in two ways, to see it refused: no node may be that sure, and none may be a banana. */
import type { UpdateReceipt } from 'holdfast';
import { makeNode } from '../nodes/make-node.ts';
import { SOURCE, sync } from '../state.ts';

export function tryWrongUpdate(): UpdateReceipt {
  const node = makeNode({
    type: 'knowledge',
    source: SOURCE,
    text: 'Never to be remembered',
    confidence: 1.7,
    importance: 0.5,
    tags: [],
  });
  const value = { ...node, type: 'banana' };
  return sync.update([{ op: 'add', path: `/memory/nodes/${node.id}`, value }], { source: SOURCE });
}
