/** A node's tags; a press makes them editable. */
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './tags.module.css';
import { TagsEditor } from './tags-editor.tsx';

export function Tags({ id, tags }: { readonly id: string; readonly tags: readonly string[] }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <TagsEditor id={id} tags={tags} onDone={() => setEditing(false)} />;
  return (
    <button className={classes.tags} type="button" title="Edit tags" onClick={() => setEditing(true)}>
      <span className="said">Tags: </span>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag} data-testid="tag">
          {tag}
        </span>
      ))}
      {tags.length === 0 && (
        <span className={classes.add}>
          <IconPlus size={13} aria-hidden /> add
        </span>
      )}
    </button>
  );
}
