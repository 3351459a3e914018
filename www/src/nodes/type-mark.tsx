/** The type of a node: a word, and the colour that the graph draws it in. */
import { labelOf, type NodeType } from './node-types.ts';
import { HUES } from './type-hues.ts';
import classes from './type-mark.module.css';

export function TypeMark({ type }: { readonly type: NodeType }) {
  return (
    <span className={classes.type} style={{ '--hue': HUES[type] }}>
      {labelOf(type)}
    </span>
  );
}
