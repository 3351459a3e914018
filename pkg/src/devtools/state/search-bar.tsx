/** What is looked for, and how thoroughly. */
interface SearchBarProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly deep: boolean;
  readonly onDeep: (deep: boolean) => void;
  readonly onCloseAll: () => void;
}

export function SearchBar({ text, onText, deep, onDeep, onCloseAll }: SearchBarProps) {
  return (
    <div className="toolbar">
      <input
        type="search"
        className="input grow"
        placeholder="Search names and values"
        aria-label="Search the state"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.preventDefault();
          onText('');
        }}
      />
      <label className="check" title="Reads every entry of containers with more than 1,000">
        <input type="checkbox" checked={deep} onChange={(event) => onDeep(event.target.checked)} />
        In large ones too
      </label>
      <button type="button" className="button" onClick={onCloseAll}>
        Close all
      </button>
    </div>
  );
}
