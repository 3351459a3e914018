/** What an update survives when it counts as saved. */
import { NativeSelect } from '@mantine/core';
import type { StateSyncConfig } from 'holdfast';
import { useState } from 'react';
import { applyConfig } from './apply.ts';
import classes from './field.module.css';
import type { DurabilityOption } from './option-types.ts';
import { useConfig } from './use-config.ts';

const LEVELS: { value: StateSyncConfig['durability']; label: string }[] = [
  { value: 'strict', label: 'strict: survives a power cut' },
  { value: 'relaxed', label: 'relaxed: survives a crash of the browser' },
  { value: 'memory', label: 'memory: written when there is time' },
];

export function DurabilityField({ option: { id, label, help } }: { readonly option: DurabilityOption }) {
  const { durability } = useConfig();
  const [error, setError] = useState<string | null>(null);
  return (
    <NativeSelect
      className={classes.field ?? ''}
      label={label}
      description={help}
      name={id}
      data={LEVELS}
      value={durability}
      error={error}
      onChange={(event) =>
        setError(applyConfig({ durability: event.currentTarget.value as StateSyncConfig['durability'] }))
      }
    />
  );
}
