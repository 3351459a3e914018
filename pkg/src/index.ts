/**
 * Holdfast: validated, versioned, durable state for web applications.
 *
 * Importing this does nothing yet: the engine is fetched when the first instance is made.
 *
 * @module holdfast
 */
export { createStateSync } from './create.js';
export * from './exports.js';
