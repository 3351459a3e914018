/** What a drill has shown, in words. */
import type { SyncEvent } from 'holdfast';
import { count, counted } from '../lib/format.ts';
import { SLICES } from '../slices/slice-list.ts';
import { changedSlices } from './moment.ts';
import type { Report } from './reports.ts';

export interface Outcome {
  readonly mood: 'good' | 'busy' | 'bad';
  readonly verdict: string;
  /** What is there, and where it was read from. */
  readonly cameBack: string;
  readonly slices: string;
  readonly loss: string;
}

/** Types of events that tell of damage or of what was done about it. */
const ABOUT: readonly string[] = ['storage_error', 'storage_degraded', 'state_recovered'];

export const isAboutDamage = ({ type }: SyncEvent): boolean => ABOUT.includes(type);

/** @param heard what the engine has told since */
export function outcomeOf(report: Report, heard: readonly SyncEvent[]): Outcome {
  const { before, after } = report;
  const changed = changedSlices(before, after);
  const isTold = heard.some(isLoss);
  const same = `${SLICES.length - changed.length} of ${SLICES.length} as they were`;
  const slices = changed.length === 0 ? same : `${same}; not ${changed.join(', ')}`;
  const cameBack = whatCameBack(report, heard, changed.length === 0);
  if (changed.length === 0) return { mood: 'good', verdict: 'Nothing lost', cameBack, slices, loss: 'no' };
  const lost = Math.max(0, before.version - after.version);
  const what = after.version === 0 ? 'everything' : counted(lost, 'update');
  return isTold
    ? { mood: 'busy', verdict: 'Lost, and told', cameBack, slices, loss: `yes, ${what}, and the page was told` }
    : { mood: 'bad', verdict: 'Lost in silence', cameBack, slices, loss: `yes, ${what}, and nobody was told` };
}

function isLoss({ type, data }: SyncEvent): boolean {
  if (type === 'state_recovered') return data.dataLoss;
  return type === 'storage_error' && data.code === 'data_lost';
}

function whatCameBack({ after, isLive }: Report, heard: readonly SyncEvent[], isAll: boolean): string {
  if (after.version === 0) return 'Nothing: the state began anew.';
  if (!isAll) return `Everything up to version ${count(after.version)}.`;
  if (isLive) return 'Everything: a new backup was written from memory.';
  if (heard.some(({ type }) => type === 'storage_error')) return 'Everything, from the file that was kept.';
  return heard.some(({ type }) => type === 'state_recovered')
    ? 'Everything, from an older backup and more of the journal.'
    : 'Everything: what was damaged was not needed, since something else has it.';
}
