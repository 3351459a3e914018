/** The module out of the text that the build has put it into. */
import { embedded } from '../../wasm/embedded.js';

/** The bytes of the module. */
export async function embeddedModule(): Promise<BufferSource> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  // What is wrong with it, reading says.
  Promise.all([writer.write(bytesOf(embedded)), writer.close()]).catch(() => {});
  // Not by a `Response`: test environments put stand-ins in its place.
  const parts: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
