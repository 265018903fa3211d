import { describe, expect, it } from 'vitest';
import type { Copied, CpResult } from '../../src/volume/copy-out.ts';
import { cpDocument, renderCp } from '../../src/text/copy-out.ts';
import { plainStyle } from '../fakes/plain-style.ts';

const none = { count: 0, entries: [] };
const file: Copied = {
  path: '/conf/app.yaml',
  to: './app.yaml',
  files: 1,
  folders: 0,
  links: 0,
  bytes: 29,
  sha256: `a0298745${'0'.repeat(56)}`,
  skipped: none,
  refused: none,
};
const folder: Copied = {
  ...file,
  path: '/conf',
  to: 'conf',
  files: 3,
  folders: 2,
  links: 1,
  sha256: `9bb477f1${'0'.repeat(56)}`,
};
const resultOf = (...copied: readonly Copied[]): CpResult => ({
  outcome: copied.every(({ refused }) => refused.count === 0) ? 'ok' : 'refused',
  target: { namespace: 'home', kind: 'app', app: 'web' },
  place: 'live',
  snapshot: undefined,
  copied,
  pod: { namespace: 'home', name: 'volsyncctl-cp-x' },
  tookMs: 1234,
});

describe('renderCp', () => {
  it('says what came from where, and that it is what was sent', () => {
    expect(renderCp(resultOf(file, folder), plainStyle).split('\n')).toEqual([
      '✔ home/web (live, read-only) /conf/app.yaml → ./app.yaml',
      '  29 B; checksum verified (SHA-256 a0298745…)',
      '✔ home/web (live, read-only) /conf → conf',
      '  3 files, 2 folders, 1 other, 29 B; checksum verified (SHA-256 9bb477f1…)',
      '1s in all, 1 pod',
      '',
    ]);
  });

  it('calls no copy good that is not whole, and names what was refused apart from what has no content', () => {
    const refused = { count: 1, entries: [{ path: 'conf/\u001b[2J', why: 'its name is\nan absolute path' }] };
    const skipped = { count: 2, entries: [{ path: 'conf/s', why: 'a socket, which has no content' }] };
    const text = renderCp(resultOf({ ...folder, refused, skipped }), plainStyle);
    expect(text).toMatch(/^✗ /);
    expect(text).not.toContain('✔');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('  1 name refused, so the copy is incomplete:\n    "conf/\\u001b[2J": its name is');
    expect(text).toContain('  2 names no file to copy:\n    conf/s: a socket, which has no content\n');
  });

  it('names ten of what was left out, and counts the others', () => {
    const entries = Array.from({ length: 12 }, (_, index) => ({ path: `p${index}`, why: 'no' }));
    const text = renderCp(resultOf({ ...folder, refused: { count: 5000, entries } }), plainStyle);
    expect(text).toContain('    p9: no\n    and 4990 more\n');
    expect(text).not.toContain('p10');
  });
});

describe('cpDocument', () => {
  it('says whether it is whole, with the whole digest', () => {
    expect(cpDocument(resultOf(folder))).toMatchObject({
      schema: 'volsyncctl/cp/v1',
      namespace: 'home',
      app: 'web',
      place: 'live',
      isWhole: true,
      pods: [{ name: 'volsyncctl-cp-x' }],
      tookSeconds: 1.2,
      copied: [{ path: '/conf', to: 'conf', bytes: 29, sha256: folder.sha256 }],
    });
    const refused = { count: 1, entries: [{ path: 'x', why: 'no' }] };
    expect(cpDocument(resultOf(file, { ...folder, refused })).isWhole).toBe(false);
  });
});
