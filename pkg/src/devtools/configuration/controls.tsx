/** What a value is changed with: a switch, a choice, a number, or a number for each kind. */
import { type AriaAttributes, useEffect, useState } from 'react';

interface ControlProps<T> {
  readonly value: T;
  readonly onChange: (value: unknown) => void;
  readonly aria: AriaAttributes;
}

const DURABILITIES = ['strict', 'relaxed', 'memory'];

export function Control({ value, onChange, aria }: ControlProps<unknown>) {
  if (typeof value === 'boolean')
    return (
      <input
        type="checkbox"
        className="switch"
        role="switch"
        aria-checked={value}
        {...aria}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  if (typeof value === 'string')
    return (
      <select className="input" {...aria} value={value} onChange={(event) => onChange(event.target.value)}>
        {DURABILITIES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    );
  if (typeof value === 'number') return <NumberControl value={value} onChange={onChange} aria={aria} />;
  const parts = value as Readonly<Record<string, number>>;
  return (
    <span className="parts">
      {Object.entries(parts).map(([part, number]) => (
        <span key={part} className="part">
          <span className="note" aria-hidden="true">
            {part}
          </span>
          <NumberControl
            value={number}
            onChange={(now) => onChange({ ...parts, [part]: now })}
            aria={{ ...aria, 'aria-labelledby': undefined, 'aria-label': `Backups kept, ${part}` }}
          />
        </span>
      ))}
    </span>
  );
}

/** Taken when it is left or with Enter; Escape takes back what was written. Bad ones are the engine's to refuse. */
function NumberControl({ value, onChange, aria }: ControlProps<number>) {
  const [written, setWritten] = useState(String(value));
  useEffect(() => setWritten(String(value)), [value]);
  const take = () => {
    const wanted = written.trim() === '' ? Number.NaN : Number(written);
    if (wanted !== value) onChange(wanted);
  };
  return (
    <input
      className="input number"
      inputMode="numeric"
      {...aria}
      value={written}
      onChange={(event) => setWritten(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key !== 'Escape' || written === String(value)) return;
        event.preventDefault();
        setWritten(String(value));
      }}
    />
  );
}
