import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { craftSnapshot } from './crafted-snapshots.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';

let namespace: string;

const keepAll = { restic: { retain: { hourly: null, daily: null, last: '50' } } };

/** Names that would harm a careless reader, created in the app's volume. */
const hostileNames = String.raw`cd /data && mkdir -p conf/deep 'two  blanks ' && echo a >conf/app.yaml && echo b >conf/deep/x &&
  printf 1 >"$(printf 'new\nline')" && printf 2 >"$(printf 'esc\033[31mred')" && printf 3 >"$(printf 'bad\377utf')" &&
  printf 4 >./-dash && printf 5 >'quo"te' && ln -s conf link && mkfifo pipe && echo changed >file-1 && chmod 640 file-2 && rm file-3`;

beforeAll(async () => {
  namespace = await createNamespace('snapshot-files');
  await createApp({ name: 'files', namespace, bootstrap: false, schedule: null, source: keepAll });
  await changeFiles();
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('snapshots ls on the lab', () => {
  it('lists a folder one entry per line, whatever the names', async () => {
    const { stdout, exitCode } = await volsyncctl(['snapshots', 'ls', 'files', 'latest', '-n', namespace]);
    expect(exitCode).toBe(0);
    const names = stdout
      .split('\n')
      .slice(2, -1)
      .map((line) => line.replace(/^\S+ +\S+ +(?:–|\d\S* \S+) +\S+ \S+ +/, ''));
    expect(names).toEqual([
      '/-dash',
      '/bad\ufffdutf',
      '/conf/',
      String.raw`"/esc\u001b[31mred"`,
      '/file-1',
      '/file-2',
      '/link',
      String.raw`"/new\nline"`,
      '/pipe',
      '/quo"te',
      '/two  blanks /',
    ]);
    expect(stdout).toMatch(/^-rw-rw---- +4000:4000 +1\.0 KiB +[\d-]{10} [\d:]{8} +\/file-2$/m);
  });

  it('lists a folder, everything below it, one file, and reports what does not exist', async () => {
    const paths = async (...words: string[]) =>
      (await volsyncctl(['snapshots', 'ls', 'files', 'latest', ...words, '-n', namespace, '-o', 'name'])).stdout;
    expect(await paths('conf/')).toBe('/conf/app.yaml\n/conf/deep');
    expect(await paths('/conf', '-R')).toBe('/conf/app.yaml\n/conf/deep\n/conf/deep/x');
    expect(await paths('file-1')).toBe('/file-1');
    expect(await paths('two  blanks ')).toBe('');
    const { exitCode, stderr } = await volsyncctl(['snapshots', 'ls', 'files', 'latest', 'nope', '-n', namespace]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('There is no "/nope" in snapshot');
  });

  it('writes one document', async () => {
    const { stdout } = await volsyncctl(['snapshots', 'ls', 'files', 'latest', '-n', namespace, '-o', 'json']);
    const document = JSON.parse(stdout) as { schema: string; entries: { path: string }[] };
    expect(document.schema).toBe('volsyncctl/snapshot-files/v1');
    expect(document.entries.find(({ path }) => path === '/new\nline')).toMatchObject({
      type: 'file',
      size: 1,
      uid: 4000,
    });
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    ['a missing id', ['files', 'deadbeef'], 9, /There is no snapshot deadbeef in/],
    ['a missing app', ['fils', 'latest'], 3, /There is no ReplicationSource fils/],
  ])('reports %s', async (_what, words, exitCode, message) => {
    const run = await volsyncctl(['snapshots', 'ls', ...words, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(message);
  });
});

describe('snapshots diff on the lab', () => {
  it('shows what changed, whatever the names', async () => {
    const [first, last] = await idsOfFiles();
    const { stdout, exitCode } = await volsyncctl(['snapshots', 'diff', `${namespace}/files`, first, last]);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .split('\n')
        .filter((line) => /^[-+MTU] /.test(line))
        .slice(0, -1),
    ).toEqual([
      '+ /-dash',
      '+ /bad\ufffdutf',
      '+ /conf/',
      '+ /conf/app.yaml',
      '+ /conf/deep/',
      '+ /conf/deep/x',
      String.raw`+ "/esc\u001b[31mred"`,
      'M /file-1',
      '- /file-3',
      '+ /link',
      String.raw`+ "/new\nline"`,
      '+ /pipe',
      '+ /quo"te',
      '+ /two  blanks /',
    ]);
    expect(stdout).toContain('\n+ 7 files, 3 folders, 2 others · - 1 file · M 1 file\n');
  });

  it("separates metadata from what each copy of a volume renews, and supports 'latest'", async () => {
    const [first] = await idsOfFiles();
    const { stdout } = await volsyncctl([
      'snapshots',
      'diff',
      'files',
      first,
      'latest',
      '-n',
      namespace,
      '--metadata',
      '-o',
      'json',
    ]);
    const document = JSON.parse(stdout) as { metadataChanges: { path: string; fields: string[] }[]; totals: object };
    expect(document.metadataChanges).toEqual([expect.objectContaining({ path: '/file-2', fields: ['mode'] })]);
    expect(document.totals).toMatchObject({ modifiedFiles: 1, removed: { files: 1 } });
  });

  it('reports that there is no difference, and that a snapshot does not exist', async () => {
    const [first] = await idsOfFiles();
    const same = await volsyncctl(['snapshots', 'diff', 'files', first, first.slice(0, 12), '-n', namespace]);
    expect(same.stdout).toContain('\nno difference\n');
    const missing = await volsyncctl(['snapshots', 'diff', 'files', 'deadbeef', 'latest', '-n', namespace]);
    expect([missing.exitCode, missing.stdout]).toEqual([9, '']);
  });
});

describe('history and find on the lab', () => {
  it('show when a file existed, changed and disappeared, and restore a version', async () => {
    const craft = (path: string, hour: number) =>
      craftSnapshot(namespace, 'files', { host: 'volsync', path, time: `2026-11-20 ${hour}:00:00` });
    const [first, second] = [await craft('/note [x].txt', 10), await craft('/note [x].txt', 11)];
    await craft('/other', 12);
    const history = await volsyncctl(['history', 'files:/note [x].txt', '-n', namespace, '-o', 'json']);
    expect(history.exitCode).toBe(0);
    const { versions } = JSON.parse(history.stdout) as { versions: { newest: { id: string }; hint?: string }[] };
    expect(versions).toMatchObject([
      { state: 'absent', snapshotCount: 3 },
      { state: 'present', snapshotCount: 1, newest: { id: second } },
      {
        state: 'present',
        snapshotCount: 1,
        newest: { id: first },
        entry: { size: 'volsync 2026-11-20 10:00:00'.length },
      },
    ]);
    const back = await volsyncctl(['cat', 'files:/note [x].txt', '-n', namespace, `--backup=${first}`]);
    expect(back.stdout).toBe('volsync 2026-11-20 10:00:00');
  });

  it('find by name and by path, and report that nothing matches', async () => {
    const names = async (pattern: string, ...flags: string[]) =>
      (await volsyncctl(['find', 'files', pattern, '-n', namespace, '-o', 'name', ...flags])).stdout;
    expect(await names('FILE-?', '-i')).toBe('/file-1\n/file-2\n/file-3');
    expect(await names('/conf/**/x')).toBe('/conf/deep/x');
    const nothing = await volsyncctl(['find', 'files', 'nope', '-n', namespace]);
    expect(nothing.exitCode).toBe(3);
    expect(nothing.stderr).toContain('Nothing matches "nope" in any of the 5 snapshots');
  });
});

async function changeFiles(): Promise<void> {
  await kubectl(['exec', '-n', namespace, 'deploy/files', '--', 'sh', '-c', hostileNames]);
  const { exitCode, stderr } = await volsyncctl(['trigger', 'files', '-n', namespace]);
  expect(exitCode, stderr).toBe(0);
}

async function idsOfFiles(): Promise<readonly [string, string]> {
  const [first, last] = await snapshotsOf(namespace, 'files');
  return [first?.id ?? '', last?.id ?? ''];
}
