/** Models for tests of updates: any value at all, and any value but `null`. */
import { defineModel, type Model } from 'holdfast';

export type State = Record<string, unknown>;

export type ModelName = keyof typeof models;

const define = (name: string, schema: object): Model<State> =>
  defineModel<State>({ name, version: 1, schema: { type: 'object', ...schema }, initial: () => ({}) });

const value = { $ref: '#/$defs/value' };

export const models = {
  free: define('free', { additionalProperties: true }),
  withoutNull: define('without-null', {
    additionalProperties: value,
    $defs: {
      value: {
        anyOf: [
          { type: ['boolean', 'number', 'string'] },
          { type: 'array', items: value },
          { type: 'object', additionalProperties: value },
          { type: 'object', 'x-map': true, additionalProperties: value },
        ],
      },
    },
  }),
};
