/** ajv as the judge of assistant states. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { assistantSchema } from '../../../pkg/src/models/assistant/schema.js';

const ajv = new Ajv2020({ strict: true });
ajv.addVocabulary(['x-map']);

/** Whether plain data is a valid state; `validate.errors` then tells what is wrong. */
export const validate = ajv.compile(assistantSchema as object);

/** A copy with `Map`s as objects, which is how ajv can see them. */
export const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (inner instanceof Map ? Object.fromEntries(inner) : inner)));

/** `true`, or what is wrong with a state. */
export const judge = (state: unknown): unknown => validate(plain(state)) || validate.errors;
