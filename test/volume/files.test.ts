import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExecRequest } from '../../src/kubernetes/cluster.ts';
import { backupFiles } from '../../src/volume/backup-files.ts';
import type { VolumeFiles } from '../../src/volume/files.ts';
import type { Workplace } from '../../src/volume/pod-programs.ts';
import { volumeFiles } from '../../src/volume/volume-files.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';
import { programs, web, worldWith } from '../fakes/volume-look.ts';

type Say = Parameters<typeof programs>[1];

function workplace(say: Say): Workplace {
  const world = worldWith();
  programs(world, say);
  return { cluster: world.cluster, pod: { namespace: 'home', name: 'looker' }, container: 'c', signal: world.signal };
}

const user = { uid: 1000, gid: 1000, groups: [], from: 'mover' } as const;
const volume = (say: Say) => volumeFiles(workplace(say), user, { target: web });
const backup = (say: Say) => backupFiles(snapshotNamed('4be1c0de', '2026-11-23T15:00:00Z'), workplace(say), web);

/** The mark of a script is among its arguments. */
function markOf({ command }: ExecRequest): string {
  return command.find((word) => /^volsyncctl-[0-9a-f]{16}$/.test(word)) ?? '';
}

/** Like a script of `digestedScript`. */
const sends =
  (content: string, { claimed = content, exitCode = 0, errors = '' } = {}): Say =>
  (request) => ({ out: content, errors: `${errors}\n${markOf(request)} ${sha256Of(claimed)} ${exitCode}\n` });

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function read(files: VolumeFiles, path = '/conf/app.yaml'): Promise<string> {
  return Buffer.concat(await Array.fromAsync(files.read(path))).toString();
}

describe.each([
  ['a volume', volume, 'in the volume', 'volsyncctl ls web:/conf -n home'],
  ['a backup', backup, 'in snapshot 4be1c0de', 'volsyncctl ls web:/conf -n home --backup 4be1c0de'],
] as const)('a file of %s', (_what, files, where, hint) => {
  it('comes as it is', async () => {
    expect(await read(files(sends('a longer content, in pieces\n')))).toBe('a longer content, in pieces\n');
    expect(await read(files(sends('')))).toBe('');
  });

  it.each<[string, Say]>([
    ['of which a piece is lost', sends('short', { claimed: 'shorter' })],
    ['of which no digest came', () => ({ out: 'short' })],
    ['whose end is that of another', () => ({ out: 'x', errors: '\nvolsyncctl-0000000000000000 00 0\n' })],
  ])('is no file: one %s', async (_how, say) => {
    const failure = await caught(read(files(say)));
    expect(failure.kind).toBe('failed');
    expect(failure.message).toMatch(/^Checksum mismatch \(SHA-256\)|^The transfer could not be verified/);
  });

  it('is no file: one whose program failed at its end, although the digest is right', async () => {
    const failure = await caught(read(files(sends('half', { exitCode: 1, errors: 'Input/output error' }))));
    // An unreachable repository proves nothing.
    const kind = files === backup ? 'unknown' : 'failed';
    expect(failure).toMatchObject({ kind, details: ['Input/output error'] });
  });

  it('is no file: one whose script was killed', async () => {
    expect((await caught(read(files(() => ({ out: 'half', exitCode: 137 }))))).kind).toBe('failed');
  });

  it('that is not there is said, with a command that shows what is', async () => {
    const errors = "cat: can't open: No such file or directory\npath /conf/app.yaml: not found";
    const failure = await caught(read(files(sends('', { exitCode: 1, errors }))));
    expect(failure).toMatchObject({ kind: 'not-found', hint });
    expect(failure.message).toBe(`There is no "/conf/app.yaml" ${where}.`);
  });

  it('with an unusual name is named so that the command can be copied', async () => {
    const say = sends('', { exitCode: 1, errors: 'No such file or directory: not found' });
    const failure = await caught(read(files(say), "/it's\n \udce9/x"));
    expect(failure.hint).toContain(String.raw`volsyncctl ls 'web:"/it'\''s\n \udce9"' -n home`);
  });
});

describe('a volume', () => {
  it('that may not be read says as whom, and whose it is said by what', async () => {
    const say = sends('', { exitCode: 1, errors: "cat: can't open './conf/app.yaml': Permission denied" });
    const failure = await caught(read(volume(say)));
    expect(failure.message).toBe('"/conf/app.yaml" could not be read as the user 1000.');
    expect(failure.hint).toBe('read as its owner: --uid UID; to see the owner: volsyncctl ls web:/conf -n home -l');
  });

  const record = (mark: string, name: string, mode: string) =>
    `${mark} ${mode} 5 1764000000 4000 4001 ${name}${mark}'${name}'${mark}\n`;

  it('has files and folders, and what could not be read is told', async () => {
    const files = volume((request) => {
      const mark = /volsyncctl-[0-9a-f]{16}/.exec(request.command[2] ?? '')?.[0] ?? '';
      const out = record(mark, '.', '41ed') + record(mark, './a', '81a4') + record(mark, './b', '41c0');
      return { out, errors: 'find: ./b: Permission denied\n', exitCode: 1 };
    });
    const unreadable: string[] = [];
    const entries = await Array.fromAsync(files.list('/', true, (words) => unreadable.push(words)));
    expect(entries.map(({ path, type }) => `${type} ${path}`)).toEqual(['file /a', 'dir /b']);
    expect(unreadable).toEqual(['find: ./b: Permission denied']);
  });

  it('of which nothing can be read is no empty folder', async () => {
    const files = volume((request) => {
      const mark = /volsyncctl-[0-9a-f]{16}/.exec(request.command[2] ?? '')?.[0] ?? '';
      return { out: record(mark, '.', '41c0'), errors: "find: '.': Permission denied\n", exitCode: 1 };
    });
    const failure = await caught(Array.fromAsync(files.list('/', false, () => undefined)));
    expect(failure.message).toBe('"/" could not be read as the user 1000; it belongs to 4000:4001.');
    expect(failure.hint).toBe('read as its owner: --uid 4000');
  });

  /** Like a script of `readTwiceScript` whose second read has seen `claimed`. */
  const packs =
    (claimed: string): Say =>
    (request) => ({ out: 'a tar', errors: `\n${markOf(request)} ${sha256Of(claimed)} 0\n` });
  const packed = async (say: Say, onDigest: (sha256: string) => void) =>
    Buffer.concat(await Array.fromAsync(volume(say).archive('/conf', { onDigest }))).toString();

  it('comes as an archive with its digest', async () => {
    const told: string[] = [];
    expect(await packed(packs('a tar'), (sha256) => told.push(sha256))).toBe('a tar');
    expect(told).toEqual([sha256Of('a tar')]);
  });

  it('that was read otherwise the second time is of no one moment', async () => {
    const told: string[] = [];
    const failure = await caught(packed(packs('another tar'), (sha256) => told.push(sha256)));
    expect(failure).toMatchObject({ kind: 'unknown', hint: 'copy a frozen volume: --snapshot' });
    expect(told).toEqual([]);
  });

  it('has no path where the listing says so', async () => {
    expect((await caught(volume(() => ({ exitCode: 66 })).stat('/conf/x'))).kind).toBe('not-found');
  });
});

describe('a backup', () => {
  const node = { type: 'file', mode: 0o644, mtime: '2026-11-24T17:42:03Z', uid: 1, gid: 2, size: 5, content: [] };
  const tree = JSON.stringify({ nodes: [{ ...node, name: 'app.yaml' }] });

  it('has what its tree has, and nothing else', async () => {
    const files = backup(() => ({ out: tree }));
    expect(await files.stat('/conf/app.yaml')).toMatchObject({ path: '/conf/app.yaml', size: 5 });
    expect((await caught(files.stat('/conf/other'))).kind).toBe('not-found');
    expect((await Array.fromAsync(files.list('/conf', false, () => undefined))).map(({ path }) => path)).toEqual([
      '/conf/app.yaml',
    ]);
  });

  it.each([
    ['what is no JSON', 'Fatal'],
    ['half of it', tree.slice(0, 40)],
  ])('of which restic prints %s is unknown, not empty', async (_what, out) => {
    const files = backup(() => ({ out }));
    expect((await caught(Array.fromAsync(files.list('/', false, () => undefined)))).kind).toBe('unknown');
    expect((await caught(files.stat('/x'))).kind).toBe('unknown');
  });

  it('does not say what restic says of passwords', async () => {
    const errors = 'Fatal: rest:https://me:secret@nas/web: unexpected HTTP response (500)\n';
    const failure = await caught(backup(() => ({ errors, exitCode: 1 })).stat('/conf/x'));
    expect(failure.kind).toBe('unknown');
    expect(failure.details.join()).not.toContain('secret');
  });
});
