import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Node.js looks for this in itself; the digit after it says that a program was put in. */
const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Its paths are relative, because they become part of the executable; a code cache would differ from build to build. */
const settings = {
  main: 'volsyncctl.cjs',
  output: 'volsyncctl.blob',
  disableExperimentalSEAWarning: true,
  useCodeCache: false,
  useSnapshot: false,
};

/**
 * Makes an executable of volsyncctl and the Node.js that runs this, for the platform and the processor that this runs
 * on, and returns its path: FOLDER/volsyncctl. The same sources and the same Node.js give the same bytes.
 */
export async function buildExecutable(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const executable = path.join(folder, 'volsyncctl');
  await execa`npx tsdown --config deploy/single-executable/tsdown.config.ts --logLevel error --out-dir ${folder}`;
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
  await execa({ cwd: folder })`${process.execPath} --experimental-sea-config settings.json`;
  await copyFile(process.execPath, executable);
  await chmod(executable, 0o755);
  const isMac = process.platform === 'darwin';
  const segment = isMac ? ['--macho-segment-name', 'NODE_SEA'] : [];
  await execa`npx postject ${executable} NODE_SEA_BLOB ${path.join(folder, settings.output)} --sentinel-fuse ${sentinelFuse} ${segment}`;
  // Its signature was for the Node.js that it was.
  if (isMac) await execa`codesign --sign - --force ${executable}`;
  return executable;
}
