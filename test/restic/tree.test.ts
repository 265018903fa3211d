import { describe, expect, it } from 'vitest';
import { readTree } from '../../src/restic/tree.ts';

const node = { type: 'file', mode: 0o644, mtime: '2026-11-24T17:42:03.230204798Z', uid: 4000, gid: 4001, content: [] };

function tree(...nodes: readonly object[]): string {
  return JSON.stringify({ nodes: nodes.map((one) => ({ ...node, ...one })) });
}

describe('readTree', () => {
  it.each([
    ['plain', 'plain'],
    ['a\\nb', 'a\nb'],
    ['c\\xe9', 'c\udce9'],
    ['\\"quoted\\"', '"quoted"'],
    ['back\\\\slash', 'back\\slash'],
    ['\\x1b[2J', '\u001b[2J'],
    ['\\u202e', '\u202e'],
    ['\\U000e0001', '\u{e0001}'],
    ['ü€😀', 'ü€😀'],
    ['\\a\\b\\f\\r\\t\\v', '\x07\b\f\r\t\v'],
    ['\\\\xe9', '\\xe9'],
  ])('reads the name %j as Go writes it', (written, name) => {
    expect(readTree(tree({ name: written }), '/')).toMatchObject([{ path: `/${name}` }]);
  });

  it('reads files, folders and links', () => {
    const entries = readTree(
      tree(
        { name: 'f', size: 3 },
        { name: 'empty' },
        { name: 'd', type: 'dir', mode: 2147484141 },
        { name: 'l', type: 'symlink', linktarget: "it's" },
        { name: 'raw', type: 'symlink', linktarget: 'caf\ufffd', linktarget_raw: 'Y2Fm6Q==' },
      ),
      '/conf',
    );
    expect(entries).toMatchObject([
      { path: '/conf/f', type: 'file', mode: 0o644, size: 3, uid: 4000, gid: 4001 },
      { path: '/conf/empty', size: 0 },
      { path: '/conf/d', type: 'dir', mode: 0o755, size: undefined },
      { path: '/conf/l', type: 'symlink', target: "it's" },
      { path: '/conf/raw', target: 'caf\udce9' },
    ]);
  });

  it('reads an empty folder', () => {
    expect(readTree('{"nodes":null}', '/')).toEqual([]);
    expect(readTree('{"nodes":[]}', '/')).toEqual([]);
  });

  it.each([
    '',
    '{}',
    '[]',
    '{"nodes":[{"name":"a"}]}',
    '{"nodes":[{"type":"file"}]}',
    '{"nodes":[{"name":"a","type":"f',
  ])('does not take %j for a folder', (text) => {
    expect(() => readTree(text, '/')).toThrow();
  });
});
