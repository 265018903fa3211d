import { bytesOfPath } from './path-bytes.ts';

/**
 * A path as one word of ASCII for a program in a pod, whatever bytes it has: a container's runtime passes on UTF-8 only. It is
 * relative to the root of what is looked into; `readPath` reads it.
 */
export function podPath(path: string): string {
  const escaped = (byte: number) => `\\0${byte.toString(8).padStart(3, '0')}`;
  const bytes = [...bytesOfPath(`.${path}`)];
  return bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte))).join('');
}

/** Shell that reads the first word as a path into `p`, also one that ends with a line end, and drops the word. */
export const readPath = `p=$(printf '%bx' "$1"); p=\${p%x}; shift`;

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9._/-]/.test(String.fromCharCode(byte));
}
