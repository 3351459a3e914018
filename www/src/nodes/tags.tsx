/** A node's tags; a press makes them editable. */
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './tags.module.css';
import { TagsEditor } from './tags-editor.tsx';

export function Tags({ id, tags }: { readonly id: string; readonly tags: readonly string[] }) {
  const [editing, setEditing] = useState(false);
  // With the field goes its focus. Whoever has finished with a key goes on from here; a click has gone elsewhere already.
  const [isLeft, setIsLeft] = useState(false);
  const done = (byKey: boolean) => {
    setIsLeft(byKey);
    setEditing(false);
  };
  if (editing) return <TagsEditor id={id} tags={tags} onDone={done} />;
  return (
    <button
      className={classes.tags}
      type="button"
      title="Edit tags"
      // biome-ignore lint/a11y/noAutofocus: it stands where the field was that had the focus
      autoFocus={isLeft}
      onClick={() => setEditing(true)}
    >
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
