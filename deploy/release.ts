import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import manifest from '../package.json' with { type: 'json' };
import { writeArchive } from './archive.ts';
import { buildExecutable } from './single-executable/build.ts';

const completions = ['bash', 'zsh', 'fish', 'ps1'].map((shell) => `completions/volsyncctl.${shell}`);
const documents = ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/THIRD-PARTY-LICENSES.txt'];

/**
 * Builds what a release consists of, as far as this machine can: the package for npm, the executable for this platform
 * and processor with its documents and completions, the software bill of materials, and a line of checksums each.
 */
export async function release(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  await execa`npm run -s build`;
  await execa`npm pack --silent --ignore-scripts --pack-destination ${folder}`;
  const name = `volsyncctl-${manifest.version}`;
  const archive = `${name}-${process.platform}-${process.arch}.tar.gz`;
  await archiveExecutable(path.join(folder, archive));
  await copyFile('dist/sbom.cdx.json', path.join(folder, `${name}.cdx.json`));
  const files = [`${name}.tgz`, archive, `${name}.cdx.json`];
  const sums = await Promise.all(files.map(async (file) => `${await sha256(path.join(folder, file))}  ${file}\n`));
  await writeFile(path.join(folder, `SHA256SUMS-${process.platform}-${process.arch}`), sums.join(''));
  return files;
}

async function archiveExecutable(target: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-release-'));
  try {
    const executable = await buildExecutable(folder);
    const manPages = (await readdir('dist/man')).toSorted().map((file) => `dist/man/${file}`);
    const others = [...documents, ...completions, ...manPages].map((file) => ({
      name: nameInArchive(file),
      path: file,
    }));
    await writeArchive(target, [{ name: 'volsyncctl', path: executable, isExecutable: true }, ...others]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nameInArchive(file: string): string {
  return file.startsWith('completions/') ? file : file.replace(/^dist\/(?=man\/)/, '').replace(/^(?!man\/).*\//, '');
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

if (import.meta.main) {
  const folder = process.argv[2] ?? 'release';
  for (const file of await release(folder)) process.stdout.write(`${path.join(folder, file)}\n`);
}
