/** Options that change while an instance runs. */
import { DEFAULT_SOURCE } from './apply.js';
import { DEFAULTS, fits } from './config.js';
import type { Core } from './core.js';
import { translate } from './engine/errors.js';
import { isObject } from './model/check.js';
import { must } from './must.js';
import type { StateSyncConfig } from './types.js';

/** All or none. @throws StateSyncError */
export function configure(core: Core, config: Partial<StateSyncConfig>): void {
  core.mustBeOpen();
  must(isObject(config), 'an object as config', config);
  core.mustEnd();
  if (core.phase === 'recovering') throw core.notReady();
  const forEngine = core.options.forEngine(config);
  const port = core.port ?? core.starting;
  if (port) translate(() => port.configure(forEngine));
  else
    for (const [name, value] of Object.entries(config)) {
      const usual = DEFAULTS[name as keyof StateSyncConfig];
      must(fits(name, value, usual) || value === undefined, `${name} like ${JSON.stringify(usual)}`, value);
    }
  core.options.change(config);
  core.events.limit = core.config.eventHistoryLimit;
  if (config.enableRealTimeUpdates) core.subscriptions.run();
  const changed = Object.keys(config).filter((name) => config[name as keyof StateSyncConfig] !== undefined);
  if (changed.length > 0) core.emit('config_updated', DEFAULT_SOURCE, { changed });
  core.status.changed();
}
