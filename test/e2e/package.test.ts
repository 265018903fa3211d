import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildExecutable } from '../../deploy/single-executable/build.ts';
import manifest from '../../package.json' with { type: 'json' };
import { paths } from '../lab/paths.ts';

describe('the packed program, installed elsewhere', () => {
  let folder: string;
  let bin: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'volsyncctl-package-'));
    const { stdout } = await execa`npm pack --json --ignore-scripts --pack-destination ${folder}`;
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await execa`npm install --global --prefix ${folder} ${join(folder, filename)}`;
    bin = join(folder, 'bin');
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['volsyncctl', 'kubectl-volsyncctl'])('answers as %s', async (name) => {
    const { stdout } = await execa(join(bin, name), ['--version']);
    expect(stdout).toBe(manifest.version);
  });

  it('is a valid npm package, and small', async () => {
    const { messages } = await publint({ pkgDir: '.', level: 'warning' });
    expect(messages.map(({ code }) => code)).toEqual([]);
    const { stdout } = await execa`npm pack --dry-run --json --ignore-scripts`;
    const [{ size }] = JSON.parse(stdout) as [{ size: number }];
    expect(size).toBeLessThan(1_000_000);
  });

  it('contains no dependency, no test and no source', async () => {
    const { stdout } = await execa`npm pack --dry-run --json --ignore-scripts`;
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const folders = new Set(files.map(({ path }) => path.split('/')[0]));
    expect([...folders].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'completions', 'dist', 'docs', 'package.json'].sort(),
    );
  });

  it('reports in one line what it needs on an older Node.js', async () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`;
    const result = await execa(
      'node',
      ['--import', `data:text/javascript,${encodeURIComponent(old)}`, join('bin', 'volsyncctl.js')],
      {
        reject: false,
      },
    );
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^volsyncctl needs Node\.js 22\.12 or newer.*$/);
  });
});

describe('the single executable, alone in a folder', () => {
  let folder: string;
  let executable: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'volsyncctl-executable-'));
    executable = await buildExecutable(folder);
    await symlink(executable, join(folder, 'kubectl-volsyncctl'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const runAs = (
    name: string,
    args: readonly string[],
  ): Promise<{ exitCode?: number; stdout: string; stderr: string }> =>
    execa(join(folder, name), args, {
      env: { PATH: '/nowhere', KUBECONFIG: paths.kubeconfig },
      extendEnv: false,
      reject: false,
    });

  it('needs no Node.js, and reaches the cluster', async () => {
    expect((await runAs('volsyncctl', ['--version'])).stdout).toBe(manifest.version);
    const status = await runAs('volsyncctl', ['status', '-n', 'default', '-o', 'json']);
    expect(status.exitCode, status.stderr).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ schema: 'volsyncctl/status/v1', sources: [] });
  });

  it('is a kubectl plug-in under that name', async () => {
    const { exitCode, stderr } = await runAs('kubectl-volsyncctl', ['stat']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('kubectl volsyncctl --help');
  });
});
