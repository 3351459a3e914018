/** The model of all projects. */
import { defineModel } from 'holdfast';

export const model = defineModel({
  name: 'counter',
  version: 1,
  schema: { type: 'object', required: ['count'], properties: { count: { type: 'integer', minimum: 0 } } },
  initial: () => ({ count: 0 }),
});
