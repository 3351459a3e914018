import { useState } from 'react';

/** A new backup, with a name if one is given. */
export function CreateForm({
  pending,
  onCreate,
}: {
  readonly pending: boolean;
  readonly onCreate: (label: string) => void;
}) {
  const [label, setLabel] = useState('');
  return (
    <form
      className="inline"
      onSubmit={(event) => {
        event.preventDefault();
        onCreate(label.trim());
        setLabel('');
      }}
    >
      <input
        className="input"
        placeholder="Label"
        aria-label="Label of the new backup"
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <button type="submit" className="button primary" disabled={pending}>
        Create backup
      </button>
    </form>
  );
}
