/** The one state of the demo: the assistant's, kept in this browser. */
import { createStateSync } from 'holdfast';
import { assistantModel } from 'holdfast/models/assistant';

export const NAME = 'assistant';

export const sync = createStateSync({
  name: NAME,
  model: assistantModel,
  // What is changed on the page of the configuration is there at the next visit.
  config: { persistConfig: true },
});

/** Who the demo says it is when it changes something. */
export const SOURCE = 'dashboard';
