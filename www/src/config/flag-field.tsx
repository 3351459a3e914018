/** An option that is on or off. */
import { Switch } from '@mantine/core';
import { useState } from 'react';
import { applyConfig } from './apply.ts';
import classes from './field.module.css';
import type { FlagOption } from './option-types.ts';
import { useConfig } from './use-config.ts';

export function FlagField({ option }: { readonly option: FlagOption }) {
  const { id, name, label, help } = option;
  const config = useConfig();
  const [error, setError] = useState<string | null>(null);
  return (
    <Switch
      className={`${classes.field} ${classes.flag}`}
      labelPosition="left"
      label={label}
      description={help}
      name={id}
      checked={config[name]}
      error={error}
      onChange={(event) => setError(applyConfig({ [name]: event.currentTarget.checked }))}
    />
  );
}
