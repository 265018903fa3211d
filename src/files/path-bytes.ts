/**
 * Paths are bytes, and need not be UTF-8. Each byte that is not part of valid UTF-8 becomes one lone surrogate, U+DC80
 * to U+DCFF, as in Python's `surrogateescape`: every path has exactly one string, and every string its bytes.
 */
export function pathOfBytes(bytes: Uint8Array): string {
  const whole = decode(bytes);
  if (whole !== undefined) return whole;
  let path = '';
  let index = 0;
  while (index < bytes.length) {
    const end = index + lengthAt(bytes, index);
    const character = decode(bytes.subarray(index, end));
    path += character ?? String.fromCharCode(escapes + (bytes[index] ?? 0));
    index = character === undefined ? index + 1 : end;
  }
  return path;
}

/** The bytes of a path from `pathOfBytes`, or of one that a person typed. */
export function bytesOfPath(path: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(path)) return Buffer.from(path);
  return Buffer.concat(
    Array.from(path, (character) => {
      const byte = character.charCodeAt(0) - escapes;
      return character.length === 1 && byte >= 0x80 && byte <= 0xff ? Buffer.of(byte) : Buffer.from(character);
    }),
  );
}

const escapes = 0xdc00;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The length of a UTF-8 character, by its first byte. */
function lengthAt(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
