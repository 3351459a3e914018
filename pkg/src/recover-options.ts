/** What `recoverState` can be asked for. What it does not understand it refuses: who misspells a backup does not want another one. */
import { StateSyncError } from './errors.js';
import type { RecoverOptions } from './types.js';

const isText = (value: unknown): value is string => typeof value === 'string';

/** The options, what each of them is, and whether a value is that. */
const FORMS = new Map<string, readonly [string, (value: unknown) => boolean]>([
  ['backup', ['the id of a backup', isText]],
  ['version', ['the number of a version', (value) => typeof value === 'number']],
  ['time', ['milliseconds since 1970; of a Date, date.getTime()', Number.isFinite]],
  [
    'slices',
    [
      'a list of pointers to members of the state, or names of components',
      (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
    ],
  ],
  [
    'from',
    ["'backups', 'components' or 'tabs'", (value) => ['backups', 'components', 'tabs'].includes(value as string)],
  ],
]);

/** @throws StateSyncError `invalid_config` with the option and the remedy */
export function mustBeClear(options: RecoverOptions): void {
  const refuse = (message: string) => {
    throw new StateSyncError('invalid_config', message);
  };
  if (typeof options !== 'object' || options === null) refuse('The options are an object, such as { backup: id }.');
  for (const [name, value] of Object.entries(options)) {
    const form = FORMS.get(name);
    if (!form) refuse(`There is no option ${name}: there are ${[...FORMS.keys()].join(', ')}.`);
    else if (value !== undefined && !form[1](value)) refuse(`The option ${name} is ${form[0]}.`);
  }
  const { backup, version, time, from } = options;
  const targets = [backup, version, time].filter((target) => target !== undefined).length;
  if (targets > 1) refuse('Ask for one of backup, version and time.');
  if (targets > 0 && (from === 'components' || from === 'tabs'))
    refuse(`The option from: '${from}' takes what is there now: leave out backup, version and time.`);
}
