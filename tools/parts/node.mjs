/** A Node that is new enough for the tools, which would otherwise fail somewhere in the middle. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { Stop } from '../lib/run.mjs';

export const node = {
  check() {
    const [, major, minor] =
      /(\d+)\.(\d+)/.exec(JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).engines.node) ?? [];
    const [foundMajor, foundMinor] = process.versions.node.split('.').map(Number);
    if (foundMajor > Number(major) || (foundMajor === Number(major) && foundMinor >= Number(minor))) return;
    throw new Stop(
      `Node ${major}.${minor} or newer is needed, and this is ${process.versions.node}: see https://nodejs.org.`,
    );
  },
};
