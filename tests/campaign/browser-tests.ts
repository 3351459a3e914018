/**
 * The Rust tests for a browser, in one that nobody drives.
 *
 * The runner of wasm-bindgen serves them to whoever comes, and reads what came of it only by WebDriver. So the page is passed on by a
 * server in between, with a script that tells it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** The compiled tests, and the command that serves them: `npm run campaign` says where they are. */
export const testModule: { readonly runner: string[]; readonly module: string } | undefined = process.env
  .HOLDFAST_TEST_MODULE
  ? JSON.parse(process.env.HOLDFAST_TEST_MODULE)
  : undefined;

const LONGEST = 540_000;

const teller = `<script>
  setInterval(() => fetch('/told', { method: 'POST', body: document.getElementById('output').textContent }), 500);
</script>`;

/** Runs them in a browser that `start` starts on an address; everything that they have written. */
export async function runBrowserTests(start: (url: string) => Promise<AsyncDisposable>): Promise<string> {
  if (!testModule) throw new Error('there are no compiled tests');
  let output = '';
  const target = await freeAddress();
  const [program = '', ...args] = testModule.runner;
  const runner = spawn(program, [...args, testModule.module], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NO_HEADLESS: '1', WASM_BINDGEN_TEST_ADDRESS: target },
  });
  const between = createServer(async (request, response) => {
    if (request.url === '/told') {
      output = await text(request);
      response.end();
      return;
    }
    const { status, headers, body } = await passOn(request, target);
    response.writeHead(status, headers).end(body);
  });
  try {
    await answers(target, runner);
    await using _browser = await start(await listen(between));
    const begun = Date.now();
    while (!/^test result:/m.test(output) && !output.includes('error:') && Date.now() - begun < LONGEST)
      await sleep(200);
    return output;
  } finally {
    between.closeAllConnections();
    between.close();
    end(runner);
  }
}

async function passOn(request: IncomingMessage, target: string) {
  const answer = await fetch(`http://${target}${request.url}`);
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'cache-control': 'no-store' };
  const body = Buffer.from(await answer.arrayBuffer());
  const isPage = request.url === '/';
  return {
    status: answer.status,
    headers,
    body: isPage ? body.toString().replace('</body>', `${teller}</body>`) : body,
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** One that nobody uses just now. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  server.close();
  await once(server, 'close');
  return new URL(url).host;
}

/** Waits until the runner is ready. */
async function answers(target: string, runner: ChildProcess): Promise<void> {
  while (runner.exitCode === null) {
    if (await fetch(`http://${target}/`).catch(() => undefined)) return;
    await sleep(100);
  }
  throw new Error(`the runner of the tests has ended with ${runner.exitCode}`);
}

function end(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
}
