/** Which events are listed, and whether more come in. */
import { type EventType, PRIORITIES, type Priority } from '../../events/types.js';
import type { Filter } from './filter.js';

interface FilterBarProps {
  readonly filter: Filter;
  readonly change: (change: Partial<Filter>) => void;
  /** Those that there are, for the choice. */
  readonly types: readonly EventType[];
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly onClear: () => void;
}

export function FilterBar({ filter, change, types, isPaused, onPause, onClear }: FilterBarProps) {
  return (
    <div className="toolbar">
      <button type="button" className="button" aria-pressed={isPaused} onClick={onPause}>
        Pause
      </button>
      <button type="button" className="button" onClick={onClear}>
        Clear
      </button>
      <label className="check">
        Type
        <select
          className="input"
          value={filter.type}
          onChange={(event) => change({ type: event.target.value as EventType | '*' })}
        >
          <option value="*">all</option>
          {types.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </label>
      <label className="check">
        Priority
        <select
          className="input"
          value={filter.minPriority}
          onChange={(event) => change({ minPriority: event.target.value as Priority })}
        >
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {priority === 'low' ? 'all' : `${priority} and above`}
            </option>
          ))}
        </select>
      </label>
      <input
        type="search"
        className="input grow"
        placeholder="Filter"
        aria-label="Filter events by text"
        value={filter.text}
        onChange={(event) => change({ text: event.target.value })}
      />
    </div>
  );
}
