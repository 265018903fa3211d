import { describe, expect, it } from 'vitest';
import { bytesOfPath, pathOfBytes } from '../../src/files/path-bytes.ts';

describe('the bytes of a path', () => {
  it.each<[string, Buffer, string]>([
    ['plain', Buffer.from('/a b'), '/a b'],
    ['UTF-8', Buffer.from('/ü€😀\n'), '/ü€😀\n'],
    ['Latin-1', Buffer.from([0x2f, 0x63, 0x61, 0x66, 0xe9]), '/caf\udce9'],
    ['a character cut short', Buffer.from([0xe2, 0x82]), '\udce2\udc82'],
    ['a cut one before a whole one', Buffer.from([0xe2, 0x82, 0xc3, 0xbc]), '\udce2\udc82ü'],
    ['a surrogate written as UTF-8', Buffer.from([0xed, 0xb3, 0xa9]), '\udced\udcb3\udca9'],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x61]), '\ufeffa'],
  ])('go to a string and back: %s', (_what, bytes, path) => {
    expect(pathOfBytes(bytes)).toBe(path);
    expect(bytesOfPath(path)).toEqual(bytes);
  });

  it('go back and forth whatever they are', () => {
    for (let first = 0; first < 256; first++) {
      for (const rest of [[], [0x80], [0xbf, 0xbf], [0x61, 0xff]]) {
        const bytes = Buffer.from([first, ...rest]);
        expect(bytesOfPath(pathOfBytes(bytes))).toEqual(bytes);
      }
    }
  });
});
