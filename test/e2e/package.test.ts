import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

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

  it('carries no dependency, no test and no source', async () => {
    const { stdout } = await execa`npm pack --dry-run --json --ignore-scripts`;
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const folders = new Set(files.map(({ path }) => path.split('/')[0]));
    expect([...folders].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'completions', 'dist', 'package.json'].sort(),
    );
  });

  it('says what it needs on an older Node.js, in one line', async () => {
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
