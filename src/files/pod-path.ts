import { bytesOfPath } from './path-bytes.ts';

/**
 * Encodes a path with any bytes as one ASCII word for a program in a pod: container runtimes only pass on UTF-8. It is
 * relative to the root of the volume or snapshot; `readPath` decodes it.
 */
export function podPath(path: string): string {
  const escaped = (byte: number) => `\\0${byte.toString(8).padStart(3, '0')}`;
  const bytes = [...bytesOfPath(`.${path}`)];
  return bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte))).join('');
}

/** Shell code that decodes the first argument into `p`, including a trailing line end, and shifts it. */
export const readPath = `p=$(printf '%bx' "$1"); p=\${p%x}; shift`;

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9._/-]/.test(String.fromCharCode(byte));
}
