/** The retention rules of the model, in words. */
import type { RetentionRule } from 'holdfast';
import { assistantModel } from 'holdfast/models/assistant';
import { duration } from '../lib/format.ts';

export interface RuleText {
  readonly name: string;
  /** The collection. */
  readonly from: string;
  /** When one of it is dropped. */
  readonly when: string;
}

type DropRule = Extract<RetentionRule, { drop: string }>;

const isDrop = (rule: RetentionRule): rule is DropRule => 'drop' in rule;

export const RULES: readonly RuleText[] = assistantModel.retention.filter(isDrop).map((rule) => ({
  name: rule.name ?? rule.drop,
  from: rule.drop.slice(0, -2),
  when: whenOf(rule),
}));

function whenOf({ olderThan, when, unlessHeldBy }: DropRule): string {
  const conditions = Object.entries(when ?? {}).map(([member, { atMost, equals, empty }]) => {
    if (atMost !== undefined) return `${member} at most ${atMost}`;
    if (empty !== undefined) return `without ${member}`;
    return equals === false ? `not ${member}` : `${member} is ${JSON.stringify(equals)}`;
  });
  if (typeof olderThan === 'number') conditions.push(`older than ${duration(olderThan)}`);
  if (typeof olderThan === 'string') conditions.push('older than the state says');
  if (unlessHeldBy !== undefined) conditions.push('held by nothing');
  return conditions.join(', ');
}
