import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecRequest } from '../../src/kubernetes/cluster.ts';
import { openLocalFiles } from '../../src/local-files/open-local-files.ts';
import { cp } from '../../src/volume/copy-out.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { tarBytes } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { left, options, programs, web, worldWith } from '../fakes/volume-look.ts';

const conf = { name: 'conf/', type: '5', mode: 0o755 };
const app = { name: 'conf/app.yaml', content: 'kept: true\n' };
const markOf = ({ command }: ExecRequest) => /volsyncctl-[0-9a-f]{16}/.exec(command.join(' '))?.[0] ?? '';

interface Sent {
  /** As stat prints it. */
  readonly mode?: string;
  readonly size?: number;
  readonly content: string | Buffer;
  /** The data of the digest, if it differs from what arrives. */
  readonly claimed?: string | Buffer;
  readonly errors?: string;
  readonly exitCode?: number;
}

/** Copies one path from a pod that sends this. */
function copying(local: string, { mode = '41ed', content, claimed = content, ...sent }: Sent, isForced = false) {
  const world = worldWith();
  programs(world, (request) => {
    const name = request.command.at(-2) ?? '';
    const { size = content.length, errors = '', exitCode = 0 } = sent;
    const mark = markOf(request);
    if (request.command[2]?.includes('find "$p"')) {
      return { out: `${mark} ${mode} ${size} 1764000000 1 1 ${name}${mark}'${name}'${mark}\n` };
    }
    const digest = createHash('sha256').update(claimed).digest('hex');
    return { out: content, errors: `${errors}\n${mark} ${digest} ${exitCode}\n` };
  });
  const ports = Object.assign(world, { local: openLocalFiles() });
  const result = cp({ target: web, paths: ['/conf'], local, isForced }, options, ports);
  return { result, world };
}

const folderOf = (...entries: Parameters<typeof tarBytes>[0]) => tarBytes([conf, ...entries]);
const file = { mode: '81a4', content: 'kept: true\n' };

describe('an answer that would be wrong', () => {
  it('is none: a folder that was changed while it was read', async () => {
    const { result, world } = copying(temporaryFolder(), { content: folderOf(app), claimed: folderOf() });
    expect(await caught(result)).toMatchObject({ kind: 'unknown', hint: 'copy a frozen volume: --snapshot' });
    expect(left(world)).toBe(0);
  });

  it('is none: a folder that tar could not read to its end', async () => {
    const { result } = copying(temporaryFolder(), { content: folderOf(app), errors: 'tar: oh', exitCode: 1 });
    expect(await caught(result)).toMatchObject({ kind: 'failed', details: ['tar: oh'] });
  });

  it('is none: an archive that was cut, whatever its digest', async () => {
    const { result } = copying(temporaryFolder(), { content: folderOf(app).subarray(0, 1400) });
    expect(await caught(result)).toMatchObject({ kind: 'failed' });
  });

  it.each<[string, string, Partial<Sent>]>([
    // In a live volume, somebody may have written in the meantime.
    ['that was read otherwise the second time', 'unknown', { claimed: 'kept: TRUE\n' }],
    ['of which less came than there is', 'failed', { size: 12 }],
    ['of which more came than there is', 'failed', { size: 10 }],
    ['that could not be read to its end', 'failed', { exitCode: 1 }],
  ])('is none: a file %s has no name here', async (_how, kind, sent) => {
    const local = temporaryFolder();
    const { result, world } = copying(local, { ...file, ...sent });
    expect((await caught(result)).kind).toBe(kind);
    expect(readdirSync(local)).toEqual([]);
    expect(left(world)).toBe(0);
  });

  it('is none: a copy from which something was refused is not whole', async () => {
    const local = temporaryFolder();
    const { result } = copying(local, { content: folderOf(app, { name: 'conf/l', type: '2', target: '/etc/passwd' }) });
    const { outcome, copied } = await result;
    expect(outcome).toBe('refused');
    expect(copied[0]).toMatchObject({ files: 1, links: 0, refused: { count: 1, entries: [{ path: 'conf/l' }] } });
    expect(existsSync(path.join(local, 'conf/l'))).toBe(false);
  });

  it('is none: a pipe alone is no file and no folder', async () => {
    const { result } = copying(temporaryFolder(), { mode: '11a4', content: '' });
    const message = '"/conf" is neither a file nor a folder (fifo): it cannot be copied on its own.';
    expect(await caught(result)).toMatchObject({ kind: 'refused', message });
  });
});

describe('cp', () => {
  it('copies a folder, with its digest and what it has no content of', async () => {
    const local = temporaryFolder();
    const content = folderOf(app, { name: 'conf/p', type: '6' });
    const { result, world } = copying(local, { content, errors: 'tar: conf/s: socket ignored' });
    const { outcome, copied, place } = await result;
    expect({ outcome, place }).toEqual({ outcome: 'ok', place: 'live' });
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(copied).toMatchObject([{ path: '/conf', files: 1, folders: 1, bytes: 11, sha256 }]);
    expect(copied[0]?.skipped.entries.map(({ path: name }) => name)).toEqual(['conf/p', 'conf/s']);
    expect(readFileSync(path.join(local, 'conf/app.yaml'), 'utf8')).toBe('kept: true\n');
    expect(left(world)).toBe(0);
  });

  it('copies a file with its mode and time', async () => {
    const local = temporaryFolder();
    const { copied } = await copying(local, file).result;
    const sha256 = createHash('sha256').update(file.content).digest('hex');
    expect(copied).toMatchObject([{ files: 1, folders: 0, bytes: 11, sha256 }]);
    const { mode, mtime } = statSync(path.join(local, 'conf'));
    expect([mode & 0o777, mtime.getTime()]).toEqual([0o644, 1_764_000_000_000]);
  });

  it('replaces a file that differs only where it is told to', async () => {
    const local = temporaryFolder();
    writeFileSync(path.join(local, 'conf'), 'mine');
    expect((await caught(copying(local, file).result)).kind).toBe('refused');
    expect(readFileSync(path.join(local, 'conf'), 'utf8')).toBe('mine');
    await copying(local, file, true).result;
    expect(readFileSync(path.join(local, 'conf'), 'utf8')).toBe('kept: true\n');
  });

  it('makes no pod where there is no place for what would come', async () => {
    const { result, world } = copying(path.join(temporaryFolder(), 'no/such/folder'), file);
    expect((await caught(result)).kind).toBe('usage');
    expect(world.cluster.calls.filter(({ verb }) => verb === 'create')).toEqual([]);
  });
});
