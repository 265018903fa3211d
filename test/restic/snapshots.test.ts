import { describe, expect, it } from 'vitest';
import { isMoverSnapshot, readSnapshots, shortId } from '../../src/restic/snapshots.ts';

const id = '724684cd'.repeat(8);
/** As restic 0.18.1 prints it, without unused fields. */
const printed = {
  time: '2026-11-23T15:00:05.123456789Z',
  parent: 'be33baf0'.repeat(8),
  tree: '0'.repeat(64),
  paths: ['/data'],
  hostname: 'volsync',
  username: 'root',
  program_version: 'restic 0.18.1',
  summary: { total_files_processed: 2, total_bytes_processed: 31, data_added: 1014, data_added_packed: 862 },
  id,
  short_id: '724684cd',
};

const read = (...values: unknown[]) => readSnapshots([JSON.stringify(values)]);

describe('readSnapshots', () => {
  it('reads what restic prints', () => {
    expect(read(printed)).toEqual([
      {
        id,
        time: new Date('2026-11-23T15:00:05.123Z'),
        host: 'volsync',
        paths: ['/data'],
        parent: printed.parent,
        tree: printed.tree,
        summary: { files: 2, bytes: 31, bytesAdded: 1014, bytesStored: 862 },
      },
    ]);
  });

  it('puts the newest first, in whatever time zone it was written', () => {
    const times = ['2026-11-23T15:00:00Z', '2026-11-23T16:30:00+02:00', '2026-11-23T10:00:00-06:00'];
    const snapshots = read(...times.map((time) => ({ ...printed, time })));
    expect(snapshots.map(({ time }) => time.toISOString().slice(11, 16))).toEqual(['16:00', '15:00', '14:30']);
  });

  it('knows an empty repository, and an answer in several lines', () => {
    expect(readSnapshots(['[]'])).toEqual([]);
    expect(readSnapshots(JSON.stringify([printed], null, 1).split('\n'))).toHaveLength(1);
  });

  it('has no numbers where an older restic made the snapshot, or where they are none', () => {
    expect(read({ ...printed, summary: undefined })[0]?.summary).toBeUndefined();
    expect(read({ ...printed, summary: null })[0]?.summary).toBeUndefined();
    expect(read({ ...printed, summary: { total_files_processed: 2 } })[0]?.summary).toBeUndefined();
    expect(read({ ...printed, summary: { ...printed.summary, data_added: '7' } })[0]?.summary).toMatchObject({
      files: 2,
      bytesAdded: undefined,
    });
  });

  it.each<[string, readonly string[]]>([
    ['nothing', []],
    ['no JSON', ['repository 8a opened']],
    ['JSON that was cut', ['[{"time":"2026-11-23T15:0']],
    ['null, which is no list', ['null']],
    ['an error message', ['{"message_type":"exit_error","code":12}']],
    ['a list of something else', ['[1]']],
    ['an empty place in the list', ['[null]']],
    ['a snapshot without an id', [JSON.stringify([{ ...printed, id: undefined }])]],
    ['an id that is none', [JSON.stringify([{ ...printed, id: '../../etc' }])]],
    ['a snapshot without a time', [JSON.stringify([{ ...printed, time: undefined }])]],
    ['a time that is none', [JSON.stringify([{ ...printed, time: 'soon' }])]],
    ['one bad snapshot among good ones', [JSON.stringify([printed, { ...printed, time: null }])]],
    ['words before the list', ['Ignoring "724684cd"', JSON.stringify([printed])]],
  ])('refuses %s: what is passed over might be the one that counts', (_what, lines) => {
    expect(() => readSnapshots(lines)).toThrow();
  });
});

describe('isMoverSnapshot', () => {
  it.each<[string, object, boolean]>([
    ["a mover's", {}, true],
    ['that of another host', { hostname: 'laptop' }, false],
    ['that of a host with a like name', { hostname: 'volsync-2' }, false],
    ['that of another path', { paths: ['/data2'] }, false],
    ['that of a path below', { paths: ['/data/sub'] }, false],
    ['that of more paths', { paths: ['/data', '/etc'] }, false],
    ['one without paths', { paths: null }, false],
    ['one without a host', { hostname: undefined }, false],
  ])('%s', (_what, change, expected) => {
    expect(read({ ...printed, ...change }).map(isMoverSnapshot)).toEqual([expected]);
  });
});

it('shortId is what the log of a mover says', () => {
  expect(shortId(id)).toBe('724684cd');
});
