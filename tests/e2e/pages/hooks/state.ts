/** The state of the page: a list, and which of it is shown. */
import { createStateSync, defineModel } from 'holdfast';

interface State {
  items: { id: string; stars: number }[];
  chosen: string;
}

const model = defineModel<State>({
  name: 'hooks',
  version: 1,
  schema: {
    type: 'object',
    properties: { items: { items: { properties: { stars: { type: 'integer', maximum: 5 } } } } },
  },
  initial: () => ({
    items: [
      { id: 'a', stars: 1 },
      { id: 'b', stars: 2 },
    ],
    chosen: 'a',
  }),
});

export const sync = createStateSync({ name: 'hooks', model });
