/** Editing a node's tags as text with commas: Enter or leaving the field keeps them, Escape does not. */
import { useRef } from 'react';
import { setTags } from './node-updates.ts';
import { parseTags } from './parse-tags.ts';
import classes from './tags-editor.module.css';

interface TagsEditorProps {
  readonly id: string;
  readonly tags: readonly string[];
  /** @param byKey and not because the focus is elsewhere */
  readonly onDone: (byKey: boolean) => void;
}

export function TagsEditor({ id, tags, onDone }: TagsEditorProps) {
  const before = tags.join(', ');
  const given = useRef(false);
  const finish = (text: string, byKey: boolean) => {
    // Removing the field takes its focus: it would finish twice.
    if (given.current) return;
    given.current = true;
    const now = parseTags(text);
    if (now.join(', ') !== before) setTags(id, now);
    onDone(byKey);
  };
  return (
    <input
      className={classes.editor}
      aria-label="Tags, separated by commas"
      defaultValue={before}
      // biome-ignore lint/a11y/noAutofocus: it stands where the button was that had the focus
      autoFocus
      onBlur={(event) => finish(event.currentTarget.value, false)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Or the same key would press what has the focus next.
        event.preventDefault();
        finish(event.key === 'Enter' ? event.currentTarget.value : before, true);
      }}
    />
  );
}
