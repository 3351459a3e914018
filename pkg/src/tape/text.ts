/**
 * UTF-8 to text. A call of `TextDecoder` takes as long as reading some hundred characters, so short text, which nearly all is, is
 * read here: several characters at a time, since each `+=` makes another string.
 */

// Without the option it drops U+FEFF at the start of a text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Up to this length reading ASCII by hand beats a call of the decoder. */
const BY_HAND = 128;
/** The bits of four bytes that no character of ASCII has. */
const BEYOND = 0x80808080;
const { fromCharCode } = String;

/** The text that lies from `start` to before `end`. */
export function readText(view: DataView, start: number, end: number): string {
  const ascii = end - start <= BY_HAND ? readAscii(view, start, end) : undefined;
  return ascii ?? decoder.decode(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
}

/** `undefined` if it is not all ASCII. */
function readAscii(view: DataView, start: number, end: number): string | undefined {
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = view.getUint32(at, true);
    const b = view.getUint32(at + 4, true);
    if ((a | b) & BEYOND) return undefined;
    // biome-ignore format: as the bytes lie
    text += fromCharCode(
      a & 0xff, (a >> 8) & 0xff, (a >> 16) & 0xff, a >>> 24,
      b & 0xff, (b >> 8) & 0xff, (b >> 16) & 0xff, b >>> 24,
    );
  }
  if (at + 4 <= end) {
    const a = view.getUint32(at, true);
    if (a & BEYOND) return undefined;
    text += fromCharCode(a & 0xff, (a >> 8) & 0xff, (a >> 16) & 0xff, a >>> 24);
    at += 4;
  }
  for (; at < end; at++) {
    const code = view.getUint8(at);
    if (code > 0x7f) return undefined;
    text += fromCharCode(code);
  }
  return text;
}
