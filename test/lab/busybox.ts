import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { paths } from './paths.ts';
import { progress } from './progress.ts';

/**
 * The Debian release with busybox 1.37, as in the runbook's pods. Since 1.36 its checksums use CPU instructions, five
 * times as fast as in Debian 12.
 */
const release = 'trixie';

let found: Promise<string> | undefined;

/** A statically linked busybox: the release's, or this machine's own if the release cannot be downloaded. */
export function busyboxProgram(): Promise<string> {
  return (found ??= findBusybox());
}

async function findBusybox(): Promise<string> {
  const program = path.join(paths.cachedBinaries, `busybox-${release}`);
  if (existsSync(program)) return program;
  try {
    await progress.step(`fetch busybox of ${release}`, () => fetchTo(program));
    return program;
  } catch (error) {
    progress.note(`this machine's own busybox is used: ${error instanceof Error ? error.message : String(error)}`);
    return (await execa('which', ['busybox'])).stdout;
  }
}

/** With separate package lists, so that the machine's apt does not learn about another release. */
async function fetchTo(program: string): Promise<void> {
  await mkdir(paths.cachedBinaries, { recursive: true });
  const work = await mkdtemp(path.join(paths.cachedBinaries, 'partial-'));
  try {
    const sources = path.join(work, 'sources.list');
    await writeFile(sources, `deb ${await mirror()} ${release} main\n`);
    await mkdir(path.join(work, 'lists'));
    const options = [
      ...['-o', `Dir::Etc::sourcelist=${sources}`, '-o', 'Dir::Etc::sourceparts=/dev/null'],
      ...['-o', `Dir::State::lists=${path.join(work, 'lists')}`, '-o', `Dir::Cache=${work}`],
      ...['-o', 'APT::Sandbox::User=root'],
    ];
    await execa('apt-get', ['-q', ...options, 'update'], { cwd: work });
    await execa('apt-get', ['-q', ...options, 'download', 'busybox-static'], { cwd: work });
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb')) ?? '';
    await execa('dpkg-deb', ['-x', archive, 'files'], { cwd: work });
    await rename(path.join(work, 'files/usr/bin/busybox'), program);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The mirror of this machine's own release. */
async function mirror(): Promise<string> {
  const format = '$(REPO_URI) $(SUITE)';
  const { stdout } = await execa('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const [uri] = stdout.split('\n').flatMap((line) => /^(\S+) [^-\s]+$/.exec(line)?.[1] ?? []);
  if (uri === undefined) throw new Error('apt has no package lists');
  return uri;
}
