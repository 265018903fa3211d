import { describe, expect, it } from 'vitest';
import { isVolumePath, parseLocalPath, parseVolumePath } from '../../../src/cli/options/volume-path.ts';

describe('parseVolumePath', () => {
  it.each<[string, string, string | undefined, string, string]>([
    ['web:/conf', 'app', undefined, 'web', '/conf'],
    ['web:conf', 'app', undefined, 'web', '/conf'],
    ['web:', 'app', undefined, 'web', '/'],
    ['web:/', 'app', undefined, 'web', '/'],
    ['home/web:/conf/', 'app', 'home', 'web', '/conf'],
    ['pvc/data:/x', 'claim', undefined, 'data', '/x'],
    ['home/pvc/data:x', 'claim', 'home', 'data', '/x'],
    ['home/persistentvolumeclaim/data:x', 'claim', 'home', 'data', '/x'],
    ['replicationsource.volsync.backube/web:/x', 'app', undefined, 'web', '/x'],
    ['pvc:/x', 'app', undefined, 'pvc', '/x'],
    ['c:/x', 'app', undefined, 'c', '/x'],
    ['web:/a:b', 'app', undefined, 'web', '/a:b'],
    ['web:/a/./b//../c', 'app', undefined, 'web', '/a/c'],
    ['web:../../x', 'app', undefined, 'web', '/x'],
    ['web:/..', 'app', undefined, 'web', '/'],
    ['web: two  words ', 'app', undefined, 'web', '/ two  words '],
    [String.raw`web:"/new\nline\u001b\"quote"`, 'app', undefined, 'web', '/new\nline\u001b"quote'],
    [String.raw`web:"/caf\udce9"`, 'app', undefined, 'web', '/caf\udce9'],
    [String.raw`web:"/caf\udcc3\udca9"`, 'app', undefined, 'web', '/café'],
    [String.raw`web:"/\ud83d\ude00\ufffd"`, 'app', undefined, 'web', '/😀\ufffd'],
    [String.raw`web:/back\slash`, 'app', undefined, 'web', String.raw`/back\slash`],
    ['web:/in"side', 'app', undefined, 'web', '/in"side'],
  ])('reads %s', (word, kind, namespace, name, path) => {
    expect(parseVolumePath(word)).toEqual({ kind, namespace, name, path });
  });

  it('takes -n for what has no namespace, and no other one', () => {
    expect(parseVolumePath('web:/x', 'home').namespace).toBe('home');
    expect(parseVolumePath('home/web:/x', 'home').namespace).toBe('home');
    expect(() => parseVolumePath('media/web:/x', 'home')).toThrow('name two different namespaces');
  });

  it.each([
    ['', 'is not a path in a volume'],
    ['web', 'is not a path in a volume'],
    ['./web:/x', 'is not a path in a volume'],
    [':/x', 'is not a path in a volume'],
    ['Web:/x', 'does not begin with the name of an app or PVC'],
    ['a/b/c:/x', 'does not begin with the name of an app or PVC'],
    ['a/b/pvc/c:/x', 'does not begin with the name of an app or PVC'],
    ['pvc/:/x', 'does not begin with the name of an app or PVC'],
    ['/pvc/x:/x', 'is not a path in a volume'],
    ['web:"/x', 'begins with a double quote but is not a JSON string'],
    ['web:"/x"y', 'begins with a double quote but is not a JSON string'],
    ['web:/caf\ufffd', 'is not valid UTF-8'],
    [String.raw`web:"/\ud800"`, 'contains half a surrogate pair'],
    [String.raw`web:"/\udc00"`, 'contains half a surrogate pair'],
    [String.raw`web:"/a\u0000b"`, 'a path cannot contain NUL'],
  ])('refuses "%s"', (word, message) => {
    expect(() => parseVolumePath(word)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) as string }),
    );
  });
});

describe('parseLocalPath', () => {
  it.each([
    '.',
    '-',
    'out',
    './web:/x',
    '/a:b',
    '~/a:b',
    String.raw`C:\x`,
    'C:/x',
    String.raw`c:\x`,
    String.raw`\\nas\x:y`,
  ])('takes %s as it is', (word) => {
    expect(parseLocalPath(word)).toBe(word);
    expect(isVolumePath(word)).toBe(false);
  });

  it('refuses to copy into a volume', () => {
    expect(() => parseLocalPath('web:/conf')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        hint: expect.stringMatching(/volsyncctl restore.*\.\/web:\/conf/) as string,
      }),
    );
  });

  it('refuses an empty word', () => {
    expect(() => parseLocalPath('')).toThrow('the local path is empty');
  });
});
