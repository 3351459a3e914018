/**
 * What an end-to-end test needs: a page built from sources, a server for it, and a browser that can be killed and started
 * again on the same profile.
 *
 * ```ts
 * await using server = await serve(await buildPage('smoke'));
 * using profile = freshProfile();
 * await using browser = await launch(profile);
 * const page = await browser.open(server.origin);
 * await browser.kill(); // SIGKILL; launch(profile) sees what was durable
 * ```
 *
 * Each of them ends what it started, and only that, when its block ends.
 */
export { freshProfile, launch, type Profile, type RunningBrowser } from './harness/browser.ts';
export { type Counters, count } from './harness/counters.ts';
export { launchFirefox } from './harness/firefox.ts';
export { buildPage, buildSingleFile } from './harness/page.ts';
export { reactCompiler } from './harness/react-compiler.ts';
export { type Served, serve } from './harness/server.ts';
