import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appUser } from '../lab/app-options.ts';
import { volumeFolder } from '../lab/fault-files.ts';
import { inLabMounts } from '../lab/process.ts';
import { contentOf, deepPath, hostileNames, hostileScript } from './hostile-files.ts';
import { backedUpWith, inApp, localFolder, looked, sha256, volsyncctlBytes } from './inside-lab.ts';
import { createNamespace, removeNamespace } from './lab.ts';

let namespace: string;

/** Links, holes and entries without content. */
const special = `mkdir -p special/conf; cd special; printf yaml >conf/app.yaml; ln -s conf/app.yaml inside
  ln -s /etc/passwd absolute; ln -s ../../../outside outside; ln -s "$(printf 'to\\nno\\377thing')" dangling
  printf twice >hard-1; ln hard-1 hard-2; mkfifo pipe
  truncate -s 8M sparse; printf end >>sparse`;

beforeAll(async () => {
  namespace = await createNamespace('inside-names');
  await backedUpWith({ name: 'files', namespace, files: 0 }, async () => {
    await inApp(namespace, 'files', `${hostileScript()}\n${special}`);
    await makeSocket();
  });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

// restic does not back up sockets.
describe.each([
  ['--live', { socket: 'socket' }, ['special/pipe', 'special/socket']],
  ['--backup', {}, ['special/pipe']],
])('%s', (place, socket, skipped) => {
  it('shows each name byte for byte, and no two names look the same', async () => {
    const flat = await listing('files:', place);
    const names = flat.filter(({ type }) => type === 'file').map((file) => file.path);
    expect(names.toSorted()).toEqual(hostileNames.map(({ shown }) => `/${shown}`).toSorted());
    const deep = await listing('files:', '-R', place);
    expect(deep.filter(({ type }) => type === 'file').map((file) => file.path)).toEqual(
      expect.arrayContaining([...names, deepPath, '/special/sparse']),
    );
    const folder = await listing('files:/special', place);
    expect(Object.fromEntries(folder.map((file) => [path.basename(file.path), file.target ?? file.type]))).toEqual({
      absolute: '/etc/passwd',
      conf: 'dir',
      dangling: 'to\nno\udcffthing',
      'hard-1': 'file',
      'hard-2': 'file',
      inside: 'conf/app.yaml',
      outside: '../../../outside',
      pipe: 'fifo',
      ...socket,
      sparse: 'file',
    });
  });

  it('prints no name that controls the terminal, and accepts each one as it was shown', async () => {
    const { stdout, exitCode } = await looked(namespace, ['ls', 'files:', place]);
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    const lines = stdout.split('\n').filter((line) => !line.endsWith('/'));
    expect(lines).toHaveLength(hostileNames.length);
    for (const line of lines) expect(lines.filter((other) => other === line)).toHaveLength(1);
    const words = lines.map((line) => `files:${line}`);
    const shown = await volsyncctlBytes(['cat', '-n', namespace, ...words, `files:${deepPath}`, place]);
    expect(shown.exitCode, shown.stderr).toBe(0);
    const text = Buffer.from(shown.bytes).toString();
    const contents = hostileNames.map(({ what }) => contentOf(what));
    expect(text).toHaveLength([...contents, contentOf('deep')].join('').length);
    for (const content of contents) expect(text).toContain(content);
    expect(text.endsWith(contentOf('deep'))).toBe(true);
  });

  it('copies everything exactly, and names what it refuses and what has no content', async () => {
    const folder = path.join(localFolder(), 'all');
    const run = await looked(namespace, ['cp', 'files:', folder, place, '-o', 'json']);
    expect(run.exitCode, run.stderr).toBe(4);
    const [copied] = (JSON.parse(run.stdout) as { copied: readonly Copied[] }).copied;
    expect(left(copied?.refused)).toEqual(['special/absolute', 'special/outside']);
    expect(left(copied?.skipped)).toEqual(skipped);

    const names = readdirSync(folder, { encoding: 'latin1' });
    expect(names.toSorted()).toEqual([...hostileNames.map(bytesOf), 'deep', 'special'].toSorted());
    for (const name of hostileNames) {
      const file = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytesOf(name), 'latin1')]);
      expect(readFileSync(file, 'utf8')).toBe(contentOf(name.what));
    }
    expect(readFileSync(folder + deepPath, 'utf8')).toBe(contentOf('deep'));
    const there = path.join(folder, 'special');
    expect(readdirSync(there).toSorted()).toEqual(['conf', 'dangling', 'hard-1', 'hard-2', 'inside', 'sparse']);
    expect(readlinkSync(path.join(there, 'inside'))).toBe('conf/app.yaml');
    expect(readlinkSync(path.join(there, 'dangling'), 'latin1')).toBe('to\nno\xffthing');
    expect(readFileSync(path.join(there, 'hard-2'), 'utf8')).toBe('twice');
    const sparse = path.join(there, 'sparse');
    expect(`${sha256(readFileSync(sparse))}  special/sparse\n`).toBe(await digestInApp('special/sparse'));
    const { size, blocks } = lstatSync(sparse);
    expect([size, blocks * 512 < size / 2]).toEqual([8 * 2 ** 20 + 3, true]);
  });

  it('refuses to write anything but a file to stdout', async () => {
    for (const name of ['pipe', 'conf', ...Object.keys(socket)]) {
      const run = await looked(namespace, ['cat', `files:/special/${name}`, place]);
      expect([run.exitCode, run.stdout], name).toEqual([4, '']);
      expect(run.stderr).toContain(`"/special/${name}" is not a file`);
    }
  });
});

it('keeps hard links', async () => {
  const folder = localFolder();
  await looked(namespace, ['cp', 'files:/special', folder]);
  const [first, second] = ['hard-1', 'hard-2'].map((name) => lstatSync(path.join(folder, 'special', name)).ino);
  expect(first).toBe(second);
});

it('never follows a link out of the volume', async () => {
  for (const name of ['absolute', 'outside']) {
    const run = await looked(namespace, ['cp', `files:/special/${name}`, localFolder()]);
    expect(run.exitCode, run.stdout).toBe(4);
  }
});

interface Copied {
  readonly refused: LeftOut;
  readonly skipped: LeftOut;
}

interface LeftOut {
  readonly count: number;
  readonly entries: readonly { readonly path: string }[];
}

interface File {
  readonly path: string;
  readonly type: string;
  readonly target?: string;
}

async function listing(...args: readonly string[]): Promise<readonly File[]> {
  const { exitCode, stdout, stderr } = await looked(namespace, ['ls', ...args, '-o', 'json']);
  expect(exitCode, stderr).toBe(0);
  return (JSON.parse(stdout) as { entries: readonly File[] }).entries;
}

function left(out: LeftOut | undefined): readonly string[] {
  return (out?.entries ?? []).map((entry) => entry.path.replace(/^(\.\/)?(files\/)?/, '')).toSorted();
}

/** As Node returns names that it reads as Latin-1. */
function bytesOf({ bytes }: { readonly bytes: string }): string {
  return bytes;
}

async function digestInApp(file: string): Promise<string> {
  return inApp(namespace, 'files', `sha256sum ${file}`);
}

/** No program in the pods can create one: it is created where the storage driver keeps the volume. */
async function makeSocket(): Promise<void> {
  const folder = await volumeFolder({ app: 'files', namespace });
  // Killed, because a server that is closed removes its socket.
  const script = `process.chdir(process.argv[1]);
    require('net').createServer().listen('socket', () => {
      require('fs').chownSync('socket', ${appUser}, ${appUser});
      process.kill(process.pid, 'SIGKILL');
    })`;
  const [command, ...args] = inLabMounts(process.execPath, ['-e', script, path.join(folder ?? '', 'special')]);
  await execa(command, args, { reject: false });
}
