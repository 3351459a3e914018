/** What a drill has shown, in words. */
import type { SyncEvent } from 'holdfast';
import { count, counted } from '../lib/format.ts';
import { SLICES } from '../slices/slice-list.ts';
import { changedSlices } from './moment.ts';
import type { Report } from './reports.ts';

export interface Outcome {
  readonly isWhole: boolean;
  readonly mood: 'good' | 'busy' | 'bad';
  readonly verdict: string;
  /** What is there, and where it was read from. */
  readonly cameBack: string;
  readonly slices: string;
  readonly loss: string;
}

export function outcomeOf(report: Report): Outcome {
  const { before, after, heard } = report;
  const changed = changedSlices(before, after);
  const same = `${SLICES.length - changed.length} of ${SLICES.length} as they were`;
  const slices = changed.length === 0 ? same : `${same}; not ${changed.join(', ')}`;
  const isWhole = changed.length === 0;
  const told = { isWhole, slices, cameBack: whatCameBack(report, isWhole) };
  if (isWhole) return { ...told, mood: 'good', verdict: 'Nothing lost', loss: 'no' };
  const lost = Math.max(0, before.version - after.version);
  const what = after.version === 0 ? 'everything' : counted(lost, 'update');
  return heard.some(isLoss)
    ? { ...told, mood: 'busy', verdict: 'Lost, and told', loss: `yes, ${what}, and the page was told` }
    : { ...told, mood: 'bad', verdict: 'Lost in silence', loss: `yes, ${what}, and nobody was told` };
}

function isLoss({ type, data }: SyncEvent): boolean {
  if (type === 'state_recovered') return data.dataLoss;
  return type === 'storage_error' && data.code === 'data_lost';
}

function whatCameBack({ after, heard, from, cameBack }: Report, isAll: boolean): string {
  if (from === 'memory' && cameBack !== undefined && isAll) return cameBack;
  if (from === 'file') return 'Everything, from the file that was kept.';
  if (after.version === 0) return 'Nothing: the state began anew.';
  if (!isAll) return `Everything up to version ${count(after.version)}.`;
  return heard.some(({ type }) => type === 'state_recovered')
    ? 'Everything, from an older backup and more of the journal.'
    : 'Everything: what was damaged was not needed, since something else has it.';
}
