/** One option, by the kind of its value. */
import { useId, useState } from 'react';
import type { StateSyncConfig } from '../../types.js';
import { messageOf } from '../lib/format.js';
import { usePanel } from '../panel/context.js';
import { Control } from './controls.js';
import type { Option } from './options.js';

interface OptionFieldProps {
  readonly option: Option;
  readonly value: StateSyncConfig[keyof StateSyncConfig];
}

export function OptionField({ option, value }: OptionFieldProps) {
  const { sync, say } = usePanel();
  const id = useId();
  const [refusal, setRefusal] = useState<string>();
  const { name, help, unit } = option;
  const set = (wanted: unknown) => {
    try {
      setRefusal(undefined);
      // What is shown may be a moment old.
      if (wanted === (typeof value === 'object' ? value : sync.getConfig()[name])) return;
      sync.updateSyncConfig({ [name]: wanted });
      say(`${name} was changed.`);
    } catch (error) {
      setRefusal(messageOf(error));
    }
  };
  const described = refusal === undefined ? `${id}-help` : `${id}-help ${id}-wrong`;
  return (
    <div className="option">
      <span className="option-text">
        {typeof value === 'object' ? (
          <span className="option-name">{name}</span>
        ) : (
          <label className="option-name" htmlFor={id}>
            {name}
          </label>
        )}
        <span className="note" id={`${id}-help`}>
          {help}
          {unit !== undefined && `, ${unit}`}
        </span>
        {refusal !== undefined && (
          <span className="wrong" id={`${id}-wrong`} role="alert">
            {refusal}
          </span>
        )}
      </span>
      <Control
        value={value}
        onChange={set}
        name={name}
        field={{ id, 'aria-describedby': described, 'aria-invalid': refusal !== undefined }}
      />
    </div>
  );
}
