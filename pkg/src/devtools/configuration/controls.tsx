/** What a value is changed with: a switch, a choice, a number, or a number for each kind. */
import { type AriaAttributes, useEffect, useState } from 'react';

interface ControlProps<T> {
  readonly value: T;
  readonly onChange: (value: unknown) => void;
  /** Of the option. */
  readonly name: string;
  /** What ties the field to its label, its help and its refusal. */
  readonly field: AriaAttributes & { readonly id: string };
}

const DURABILITIES = ['strict', 'relaxed', 'memory'];

export function Control({ value, onChange, name, field }: ControlProps<unknown>) {
  if (typeof value === 'boolean')
    return (
      <input
        type="checkbox"
        className="switch"
        role="switch"
        aria-checked={value}
        {...field}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  if (typeof value === 'string')
    return (
      <select className="input" {...field} value={value} onChange={(event) => onChange(event.target.value)}>
        {DURABILITIES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    );
  if (typeof value === 'number') return <NumberControl value={value} onChange={onChange} field={field} />;
  const parts = value as Readonly<Record<string, number>>;
  return (
    <span className="parts">
      {Object.entries(parts).map(([part, number]) => (
        <span key={part} className="part">
          <label className="note" htmlFor={`${field.id}-${part}`}>
            <span className="said">{name}, </span>
            {part}
          </label>
          <NumberControl
            value={number}
            onChange={(now) => onChange(now === number ? parts : { ...parts, [part]: now })}
            field={{ ...field, id: `${field.id}-${part}` }}
          />
        </span>
      ))}
    </span>
  );
}

/** Taken when it is left or with Enter; Escape takes back what was written. Bad ones are the engine's to refuse. */
function NumberControl({ value, onChange, field }: Omit<ControlProps<number>, 'name'>) {
  const [written, setWritten] = useState(String(value));
  useEffect(() => setWritten(String(value)), [value]);
  const take = () => {
    const wanted = written.trim() === '' ? Number.NaN : Number(written);
    // The one in force, too: what was refused before is not there any more.
    onChange(wanted);
  };
  return (
    <input
      className="input number"
      inputMode="numeric"
      {...field}
      value={written}
      onChange={(event) => setWritten(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key !== 'Escape' || written === String(value)) return;
        event.preventDefault();
        setWritten(String(value));
        onChange(value);
      }}
    />
  );
}
