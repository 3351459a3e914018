/** What a validation or a check found, sorted for callers. */
import type { Issue, StateValidationResult } from './types.js';

/**
 * @param issues those that are listed
 * @param issueCount how many there are
 * @param isValid whether none of them, listed or not, is more than a warning
 */
export function sorted(
  issues: readonly Issue[],
  issueCount: number,
  isValid: boolean,
  recommendations: readonly string[],
  durationMs: number,
): StateValidationResult {
  const of = (severity: Issue['severity']) => issues.filter((issue) => issue.severity === severity);
  return Object.freeze({
    isValid,
    errors: of('error'),
    warnings: of('warning'),
    inconsistencies: of('inconsistency'),
    recommendations,
    issues,
    issueCount,
    durationMs,
  });
}
