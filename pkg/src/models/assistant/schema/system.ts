/** The schemas of the slices `system` and `user`. */
import { assistantComponents } from '../components.js';
import { anything, dictionary, ms, oneOf, record, ref, string } from './parts.js';

export const system = record({
  status: oneOf('initializing', 'ready', 'error', 'maintenance', 'inactive', 'idle', 'learning', 'processing'),
  version: string,
  lastUpdated: ms,
  components: record(
    Object.fromEntries(Object.keys(assistantComponents).map((name) => [name, ref('ComponentStatus')])),
  ),
});

export const user = record({
  id: string,
  preferences: dictionary(anything),
  session: record({ startTime: ms, lastActivity: ms }),
});
