/** Where things are. Every path the tools use starts here, so they work from any current directory. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Cargo's output directory, and ours: honours `CARGO_TARGET_DIR` like Cargo itself. */
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');

/** A path inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** A path inside the output directory. */
export const inTarget = (...parts) => path.join(target, ...parts);
