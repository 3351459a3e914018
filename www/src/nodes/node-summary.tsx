/** What a node says, of which type it is, and where it comes from. */
import type { MemoryNode } from 'holdfast/models/assistant';
import { ago } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import classes from './node-summary.module.css';
import { textOf } from './node-text.ts';
import { TypeMark } from './type-mark.tsx';

export function NodeSummary({ node }: { readonly node: MemoryNode }) {
  const now = useNow(10_000, node.lastUpdated);
  const text = textOf(node);
  return (
    <div className={classes.summary}>
      <p className={classes.text} title={text}>
        {text}
      </p>
      <p className={classes.facts}>
        <TypeMark type={node.type} />
        <span className={classes.source}>{node.metadata.source || 'no source'}</span>
        <span className={classes.importance}>importance {node.metadata.importance}</span>
        <span>{ago(node.lastUpdated, now)}</span>
      </p>
    </div>
  );
}
