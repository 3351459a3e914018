/** Who depends on whom. */
import { StateSyncError } from '../errors.js';

/** Names that a component depends on; nothing for one that is not registered. */
export type DependsOn = (name: string) => readonly string[];

/**
 * @throws StateSyncError `invalid_config` if a component would depend on itself, by whatever way
 */
export function mustHaveNoCycle(name: string, dependsOn: DependsOn): void {
  const visit = (at: string, way: readonly string[]): void => {
    for (const next of dependsOn(at)) {
      const longer = [...way, next];
      if (next === name)
        throw new StateSyncError(
          'invalid_config',
          `Components depend on each other in a circle, ${longer.join(' -> ')}: take one of them out of dependsOn.`,
        );
      // A circle elsewhere was refused when it was closed.
      visit(next, longer);
    }
  };
  visit(name, [name]);
}

/** Those of `names` that depend on `name`, directly or not, each after all that it depends on itself. */
export function dependents(name: string, names: Iterable<string>, dependsOn: DependsOn): string[] {
  const depends = new Map<string, boolean>([[name, true]]);
  const ordered: string[] = [];
  const visit = (at: string): boolean => {
    const known = depends.get(at);
    if (known !== undefined) return known;
    // All of them are to be visited, so that all stand before it.
    const does = dependsOn(at).map(visit).includes(true);
    depends.set(at, does);
    if (does) ordered.push(at);
    return does;
  };
  for (const one of names) visit(one);
  return ordered;
}
