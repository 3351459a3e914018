/**
 * An option that is a number. It is applied when the field is left, or with Enter; a number that is refused stays in the
 * field, with what is wrong about it, and Escape takes back the one in force.
 */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { bytes, duration } from '../lib/format.ts';
import { applyConfig } from './apply.ts';
import classes from './field.module.css';
import type { NumberOption } from './option-types.ts';
import { useConfig } from './use-config.ts';

export function NumberField({ option }: { readonly option: NumberOption }) {
  const { id, label, help, unit } = option;
  const config = useConfig();
  const inForce = option.read(config);
  /** What is being written; `null` if that is what is in force. */
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  const reset = () => {
    setText(null);
    setError(null);
  };
  const apply = () => {
    if (text === null) return;
    // Of nothing JavaScript makes 0, which is not what is meant.
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const refused = value === inForce ? null : applyConfig(option.change(value, config));
    setError(refused);
    if (refused === null) setText(null);
  };

  return (
    <TextInput
      className={classes.field ?? ''}
      label={label}
      description={[help, inWords(option, inForce)].filter(Boolean).join(' · ')}
      inputMode="numeric"
      name={id}
      value={text ?? String(inForce)}
      error={error}
      rightSection={unit && <span className={classes.unit}>{unit}</span>}
      rightSectionWidth={unit === 'bytes' ? 52 : 36}
      rightSectionPointerEvents="none"
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
        if (event.key === 'Escape') reset();
      }}
    />
  );
}

/** What is in force, as one would say it, if that differs from what stands in the field. */
function inWords({ unit, zero }: NumberOption, value: number): string | undefined {
  if (value === 0 && zero !== undefined) return zero;
  if (unit === 'ms') return duration(value);
  return unit === 'bytes' ? bytes(value) : undefined;
}
