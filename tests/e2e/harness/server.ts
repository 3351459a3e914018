/** A static server on a loopback port: right media types by default, and on request the wrong ones a test asks for. */
import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** An answer in place of the file: what is left out stays as it would have been. */
export interface Answer {
  status?: number;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
}

export interface Served {
  /** `http://127.0.0.1:PORT`. The browser keeps data by it, so one server outlives several browsers. */
  readonly origin: string;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves a directory; `answer` may change the response to a path, say its policy, its type or its absence. */
export async function serve(
  directory: string,
  answer: (pathname: string) => Answer | undefined = () => undefined,
): Promise<Served> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(directory, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const changed = answer(pathname);
    const body = changed?.body ?? (await readFile(file).catch(() => undefined));
    response.writeHead(changed?.status ?? (body === undefined ? 404 : 200), {
      'content-type': mediaTypes[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-store',
      ...changed?.headers,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close, [Symbol.asyncDispose]: close };
}
