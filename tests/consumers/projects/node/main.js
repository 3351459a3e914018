import { createStateSync } from 'holdfast';
import { compileSchema } from 'holdfast/schema';
import { model } from './model.js';

const sync = createStateSync({ name: 'node', model });
await sync.ready;
const { accepted, durable } = sync.update({ count: 1 });
const refused = sync.update({ count: -1 });
const schema = compileSchema({ type: 'string' });
await schema.ready;
console.log(
  JSON.stringify({
    accepted,
    durable: await durable,
    refused: refused.issues[0].pointer,
    count: sync.get('/count'),
    valid: schema.validate('text').isValid,
    durability: sync.status.durability,
  }),
);
await sync.close();
