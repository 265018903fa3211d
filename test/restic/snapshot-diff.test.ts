import { describe, expect, it } from 'vitest';
import { readSnapshotDiff } from '../../src/restic/snapshot-diff.ts';

/** As restic 0.18.1 printed it. */
const changes = [
  '{"message_type":"change","path":"/-dash","modifier":"+"}',
  '{"message_type":"change","path":"/conf/","modifier":"+"}',
  '{"message_type":"change","path":"/file-1","modifier":"M"}',
  '{"message_type":"change","path":"/file-3","modifier":"-"}',
  '{"message_type":"change","path":"/link","modifier":"T"}',
];
const totals =
  '{"message_type":"statistics","source_snapshot":"d62d3285","target_snapshot":"ef1aa6b2","changed_files":1,"added":{"files":1,"dirs":1,"others":0,"data_blobs":8,"tree_blobs":4,"bytes":4166},"removed":{"files":1,"dirs":0,"others":0,"data_blobs":2,"tree_blobs":1,"bytes":3026}}';

describe('readSnapshotDiff', () => {
  it('reads what restic prints', () => {
    const diff = readSnapshotDiff([...changes, totals]);
    expect(diff.changes.map(({ path, change }) => `${change} ${path}`)).toEqual([
      'added /-dash',
      'added /conf/',
      'modified /file-1',
      'removed /file-3',
      'type /link',
    ]);
    expect(diff).toMatchObject({
      modifiedFiles: 1,
      added: { files: 1, folders: 1, others: 0, bytes: 4166 },
      removed: { files: 1, folders: 0, others: 0, bytes: 3026 },
    });
  });

  it('tells content that changed while nothing else did', () => {
    const rotten = changes.map((line) => line.replace('"M"', '"M?"'));
    expect(readSnapshotDiff([...rotten, totals]).changes[2]).toEqual({
      path: '/file-1',
      change: 'modified',
      mayBeBitRot: true,
    });
  });

  it.each<[string, string[]]>([
    ['nothing', []],
    ['no totals', changes],
    ['fewer paths than restic counted', [...changes.slice(1), totals]],
    ['more paths than restic counted', [...changes, changes[3] ?? '', totals]],
    ['a change that is not known', [...changes, '{"message_type":"change","path":"/x","modifier":"U"}', totals]],
    ['another message', ['{"message_type":"status"}', ...changes, totals]],
    ['totals without numbers', ['{"message_type":"statistics","changed_files":0,"added":{},"removed":{}}']],
  ])('throws at %s', (_what, printed) => {
    expect(() => readSnapshotDiff(printed)).toThrow();
  });
});
