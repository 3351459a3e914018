/** Validates the whole state, and sorts what was found for callers. */
import type { Core } from './core.js';
import type { EnginePort } from './engine/port.js';
import type { Issue, StateValidationResult } from './types.js';

/** The state must be loaded. */
export function validate(core: Core): StateValidationResult {
  const port = core.port as EnginePort;
  const started = performance.now();
  const { issues, issueCount } = port.validate();
  const durationMs = performance.now() - started;
  core.statistics.operations.validate.dated(durationMs);
  const result = validationResult(issues, issueCount, port.raw.stateBytes, core.config.warnStateSize, durationMs);
  core.emit('state_validated', 'engine', { isValid: result.isValid, issueCount, durationMs });
  return result;
}

/** @param bytes size of the state, of which `warnSize` is too large to go without a word */
function validationResult(
  found: readonly Issue[],
  foundCount: number,
  bytes: number,
  warnSize: number,
  durationMs: number,
): StateValidationResult {
  const size = bytes > warnSize ? [sizeWarning(bytes, warnSize)] : [];
  const issues = [...found, ...size];
  const of = (severity: Issue['severity']) => issues.filter((issue) => issue.severity === severity);
  const [errors, inconsistencies] = [of('error'), of('inconsistency')];
  return {
    isValid: errors.length + inconsistencies.length === 0,
    errors,
    warnings: of('warning'),
    inconsistencies,
    recommendations: size.map(() => 'Remove what is no longer needed, or raise warnStateSize.'),
    issues,
    issueCount: foundCount + size.length,
    durationMs,
  };
}

function sizeWarning(bytes: number, limit: number): Issue {
  const message = `the state has ${bytes} bytes, more than warnStateSize: remove what is no longer needed, or raise it`;
  return {
    code: 'size/large',
    severity: 'warning',
    pointer: '',
    message,
    expected: `at most ${limit}`,
    actual: `${bytes}`,
  };
}
