import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { paths } from '../lab/paths.ts';

/**
 * The path of Prometheus' own checker from Debian's package, which is not installed because that would start a server.
 */
export async function promtool(): Promise<string> {
  const program = path.join(paths.cachedBinaries, 'promtool');
  if (existsSync(program)) return program;
  await mkdir(paths.cachedBinaries, { recursive: true });
  const cwd = await mkdtemp(path.join(paths.cachedBinaries, 'partial-'));
  try {
    const download = () => execa('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', 'prometheus'], { cwd });
    // A fresh machine has no package lists.
    await download().catch(async () => execa('apt-get', ['-q', 'update']).then(download));
    const archive = (await readdir(cwd)).find((name) => name.endsWith('.deb')) ?? '';
    await execa('dpkg-deb', ['-x', archive, 'files'], { cwd });
    await rename(path.join(cwd, 'files/usr/bin/promtool'), program);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
  return program;
}
