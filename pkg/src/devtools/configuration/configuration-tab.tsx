/** The Configuration tab: every option, changed at once; what is refused is said at the field. */
import type { AnySync } from '../lib/any-sync.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { OptionField } from './option-field.js';
import { OPTION_GROUPS } from './options.js';

const readConfig = (sync: AnySync) => sync.getConfig();

export function ConfigurationTab() {
  const { sync } = usePanel();
  const config = useThrottled(sync, readConfig);
  return (
    <div className="page">
      <div className="groups">
        {OPTION_GROUPS.map(({ title, options }) => (
          <fieldset key={title} className="group">
            <legend>{title}</legend>
            {options.map((option) => (
              <OptionField key={option.name} option={option} value={config[option.name]} />
            ))}
          </fieldset>
        ))}
      </div>
    </div>
  );
}
