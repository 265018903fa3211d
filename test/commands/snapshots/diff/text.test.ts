import { describe, expect, it } from 'vitest';
import type { SnapshotDifference } from '../../../../src/commands/snapshots/diff/operation.ts';
import { differenceDocument, differenceNames, renderDifference } from '../../../../src/commands/snapshots/diff/text.ts';
import type { PathChange } from '../../../../src/restic/snapshot-diff.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';
import { snapshotNamed } from '../../../fakes/repository-objects.ts';

const at = (day: number) => new Date(2026, 10, day, 15, 0, 5);
const changed = (path: string, change: PathChange['change'], mayBeBitRot = false) => ({ path, change, mayBeBitRot });
const nothing = { files: 0, folders: 0, others: 0, bytes: 0 };
const entry = { path: '/b', type: 'file', mode: 0o644, uid: 1, gid: 1, size: 1, time: at(20) };

const difference: SnapshotDifference = {
  app: { namespace: 'home', name: 'web' },
  repository: '/repository/web',
  from: snapshotNamed('aaaaaaaa', at(21).toISOString()),
  to: snapshotNamed('bbbbbbbb', at(22).toISOString()),
  content: {
    changes: [
      changed('/new\nline', 'added'),
      changed('/gone/', 'removed'),
      changed('/a', 'modified', true),
      changed('/link', 'type'),
    ],
    modifiedFiles: 1,
    added: { ...nothing, files: 1, bytes: 4166 },
    removed: { ...nothing, folders: 1, bytes: 3026 },
  },
  metadata: undefined,
  tookMs: 1900,
  pods: [{ namespace: 'home', name: 'p' }],
};
const same = { ...difference, content: { changes: [], modifiedFiles: 0, added: nothing, removed: nothing } };

describe('renderDifference', () => {
  it('shows a line for each change, and the totals', () => {
    expect(renderDifference(difference, plainStyle).split('\n')).toEqual([
      'home/web',
      '--- aaaaaaaa of 2026-11-21 15:00:05',
      '+++ bbbbbbbb of 2026-11-22 15:00:05',
      String.raw`+ "/new\nline"`,
      '- /gone/',
      'M /a  (only the content changed: bit rot?)',
      'T /link',
      '+ 1 file · - 1 folder · M 1 file · T 1 path',
      '4.1 KiB only in bbbbbbbb, 3.0 KiB only in aaaaaaaa',
      'names and content compared (--metadata: mode, owner and time too) · 1 pod, 2s',
      '',
    ]);
  });

  it('says what of mode, owner and time is another, where that was asked', () => {
    const after = { ...entry, mode: 0o600, gid: 0, time: at(21) };
    const metadata = [
      { path: '/b', fields: ['mode', 'owner', 'time'] as const, before: entry, after },
      { path: '/c', fields: ['time'] as const, before: entry, after: { ...entry, time: new Date(+at(20) + 5) } },
    ];
    const text = renderDifference({ ...same, metadata }, plainStyle);
    expect(text).toContain(
      '\nU /b  -rw-r--r-- → -rw-------, 1:1 → 1:0, 2026-11-20 15:00:05 → 2026-11-21 15:00:05\n' +
        'U /c  2026-11-20 15:00:05, less than a second apart\nU 2 paths\n',
    );
    expect(text).toContain('names, content, mode, owner and time compared');
    expect(text).not.toContain('no difference');
  });

  it('says that there is no difference, and in what', () => {
    expect(renderDifference(same, plainStyle)).toContain('\nno difference\nnames and content compared (--metadata');
  });
});

it('differenceDocument says the same, with paths as they are', () => {
  expect(differenceDocument(difference)).toMatchObject({
    schema: 'volsyncctl/snapshot-diff/v1',
    before: { id: difference.from.id },
    after: { id: difference.to.id },
    changes: [{ path: '/new\nline', change: 'added' }, {}, { mayBeBitRot: true }, { change: 'type' }],
    metadataChanges: undefined,
    totals: { modifiedFiles: 1, added: { files: 1 }, removed: { folders: 1 } },
  });
  expect(differenceNames(difference)).toEqual([String.raw`"/new\nline"`, '/gone/', '/a', '/link']);
});
