import { describe, expect, it } from 'vitest';
import type { SnapshotFiles } from '../../src/repository/snapshot-files.ts';
import { filesDocument, renderFiles } from '../../src/text/snapshot-files.ts';
import { plainStyle } from '../fakes/plain-style.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const time = new Date(2026, 10, 23, 9, 1, 0);
const entry = { mode: 0o640, uid: 4000, gid: 4000, time };

const files: SnapshotFiles = {
  app: { namespace: 'home', name: 'web' },
  repository: '/repository/web',
  snapshot: snapshotNamed('be33baf0', new Date(2026, 10, 23, 15, 0, 5).toISOString()),
  path: '/',
  entries: [
    { ...entry, path: '/conf', type: 'dir', size: undefined, mode: 0o2775 },
    { ...entry, path: '/new\nline', type: 'file', size: 1229 },
    { ...entry, path: '/pipe', type: 'fifo', size: undefined, uid: 0 },
  ],
  tookMs: 1900,
  pods: [{ namespace: 'home', name: 'p' }],
};

describe('renderFiles', () => {
  it('shows mode, owner, size, time and path, a line each', () => {
    expect(renderFiles(files, plainStyle).split('\n')).toEqual([
      'home/web  be33baf0 of 2026-11-23 15:00:05',
      'MODE        OWNER      SIZE     TIME                 PATH',
      'drwxrwsr-x  4000:4000  –        2026-11-23 09:01:00  /conf/',
      String.raw`-rw-r-----  4000:4000  1.2 KiB  2026-11-23 09:01:00  "/new\nline"`,
      'prw-r-----  0:4000     –        2026-11-23 09:01:00  /pipe',
      '1 file, 1 folder, 1 other, 1.2 KiB · 1 pod, 2s',
      '',
    ]);
  });

  it('says that a folder is empty', () => {
    expect(renderFiles({ ...files, path: '/a ', entries: [] }, plainStyle)).toContain('\n"/a " is empty · 1 pod, 2s\n');
  });
});

it('filesDocument has names as they are, and modes as chmod takes them', () => {
  const document = filesDocument(files);
  expect(document).toMatchObject({
    schema: 'volsyncctl/snapshot-files/v1',
    snapshot: { id: files.snapshot.id },
    entries: [
      { path: '/conf', type: 'dir', mode: '2775' },
      { path: '/new\nline', type: 'file', mode: '0640', size: 1229, uid: 4000 },
      { path: '/pipe', type: 'fifo' },
    ],
  });
});
