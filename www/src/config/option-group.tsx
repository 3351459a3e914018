/** Options that are about one thing. */
import { Panel } from '../shell/panel.tsx';
import { OptionField } from './option-field.tsx';
import classes from './option-group.module.css';
import type { OptionGroup as Group } from './option-types.ts';

export function OptionGroup({ group: { title, options } }: { readonly group: Group }) {
  return (
    <Panel id={`options-${title.toLowerCase().replaceAll(' ', '-')}`} title={title}>
      <div className={classes.options}>
        {options.map((option) => (
          <OptionField key={option.id} option={option} />
        ))}
      </div>
    </Panel>
  );
}
