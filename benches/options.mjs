// The command line of `npm run bench`. A wrong flag ends the run with the reason, before
// anything slow starts.

import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { WORKLOADS } from './metrics.mjs';

export const SUBJECT = 'holdfast';

export const HELP = `node benches/run.mjs [flags]
  --n 1000,10000,100000   numbers of memory nodes
  --workload W1,W2        of ${WORKLOADS.join(', ')} (all)
  --peer tinybase         these peers only; "none" for Holdfast alone (all)
  --no-holdfast           the peers alone
  --rounds 3              fresh pages per contestant and N
  --cap 30                seconds after which W9 is given up and printed as ">30 s"
  --seed 1                of the data and of the contestants' order
  --help`;

/** Every file in contestants/ is a contestant; its name is what the flags use. */
export function allContestants() {
  return readdirSync(new URL('./contestants/', import.meta.url))
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -3))
    .sort();
}

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      n: { type: 'string', default: '1000,10000,100000' },
      workload: { type: 'string', default: WORKLOADS.join() },
      peer: { type: 'string' },
      holdfast: { type: 'boolean', default: true },
      rounds: { type: 'string', default: '3' },
      cap: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const known = allContestants();
  const peers = values.peer === 'none' ? [] : (values.peer?.split(',') ?? known.filter((key) => key !== SUBJECT));
  return {
    help: values.help,
    sizes: values.n
      .split(',')
      .map((n) => positive('--n', n, 1000))
      .sort((a, b) => a - b),
    workloads: inOrder(oneOf('--workload', values.workload.split(','), WORKLOADS)),
    contestants: oneOf('--peer', [...(values.holdfast ? [SUBJECT] : []), ...peers], known),
    rounds: positive('--rounds', values.rounds, 1),
    capMs: positive('--cap', values.cap, 1) * 1000,
    seed: positive('--seed', values.seed, 0),
  };
}

function positive(flag, text, least) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new RangeError(`${flag} ${text}: a whole number of at least ${least}`);
  return number;
}

/** As a page has to run them, however they were asked for. */
const inOrder = (workloads) => WORKLOADS.filter((workload) => workloads.includes(workload));

function oneOf(flag, given, known) {
  const strange = given.find((one) => !known.includes(one));
  if (strange !== undefined) throw new RangeError(`${flag} ${strange}: known are ${known.join(', ')}`);
  if (given.length === 0) throw new RangeError(`${flag}: nothing left to measure`);
  return [...new Set(given)];
}
