/** An update that was refused, as `status` and the event tell it. */
import type { StateSyncErrorCode } from './errors.js';
import type { Issue, Rejection } from './types.js';

/** Codes of issues of which there is an error as well. */
const CODES: Readonly<Record<string, StateSyncErrorCode>> = {
  'size/limit': 'state_too_large',
  'value/circular': 'circular_reference',
  'value/too_deep': 'too_deep',
  'value/unsupported': 'unsupported_value',
  'update/queue_full': 'queue_full',
};

export function rejection(source: string, issues: readonly Issue[], issueCount: number): Rejection {
  const code = CODES[issues[0]?.code ?? ''];
  return Object.freeze({ source, timestamp: Date.now(), ...(code && { code }), issues, issueCount });
}
