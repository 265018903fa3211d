import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { paths } from './paths.ts';
import { patchFlags, type Patch } from './patched-module.ts';
import { progress } from './progress.ts';

/** A program to build from a Go module. */
export interface GoProgram {
  /** The binary's name. */
  readonly name: string;
  /** The folder of the module that requires the package. */
  readonly folder: string;
  /** The package to build: an import path, or `.`. */
  readonly package: string;
  /** Part of the cache key: a version, or `sourceHash` for the lab's own code. */
  readonly version: string;
  /** Linker flags in addition to `-s -w`. */
  readonly ldflags?: string;
  /** A constant in the source that the lab needs to change. */
  readonly patch?: Patch;
}

/** The path of the built program: keyed by version and flags, so that changing either triggers a build. */
export function binaryPath(program: GoProgram): string {
  const flags = createHash('sha256')
    .update(
      `${program.package} ${linkerFlags(program)}${program.patch === undefined ? '' : JSON.stringify(program.patch)}`,
    )
    .digest('hex')
    .slice(0, 8);
  return path.join(paths.cachedBinaries, `${program.name}-${program.version}-${flags}`, program.name);
}

/** The name of the program's build in the progress. */
export function buildStep({ name, version }: GoProgram): string {
  return `build ${name} ${version}`;
}

/**
 * Builds the program into the cache unless it is there, and returns its path. An interrupted build leaves nothing that
 * looks like a binary.
 */
export async function build(program: GoProgram): Promise<string> {
  const target = binaryPath(program);
  if (existsSync(target)) return target;
  await progress.step(buildStep(program), async () => {
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.partial-${process.pid}`;
    const patched = `${target}.patch.partial-${process.pid}`;
    try {
      const flags = ['-trimpath', '-buildvcs=false', `-ldflags=${linkerFlags(program)}`];
      if (program.patch !== undefined) {
        const source = await moduleFolder(program.folder, program.patch.module);
        flags.push(...(await patchFlags(program.patch, { source, folder: patched, modFolder: program.folder })));
      }
      await execa('go', ['build', ...flags, '-o', partial, program.package], {
        cwd: program.folder,
        env: { CGO_ENABLED: '0' },
      });
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
      await rm(patched, { recursive: true, force: true });
    }
  });
  return target;
}

/** A short hash over all Go files below a folder, as the version of code that has none. */
export function sourceHash(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.go$|go\.(mod|sum)$/.test(file))
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

/** The folder of a module's source in Go's module cache; downloads it if needed. */
export async function moduleFolder(tool: string, modulePath: string): Promise<string> {
  const list = ['list', '-m', '-f', '{{.Dir}}', modulePath];
  const found = await execa('go', list, { cwd: tool });
  if (found.stdout !== '') return found.stdout;
  await execa('go', ['mod', 'download', modulePath], { cwd: tool });
  return (await execa('go', list, { cwd: tool })).stdout;
}

/** Removes what interrupted builds have left in the cache. */
export function removePartialBuilds(): void {
  if (!existsSync(paths.cachedBinaries)) return;
  for (const file of readdirSync(paths.cachedBinaries, { recursive: true, encoding: 'utf8' })) {
    if (file.includes('.partial-')) rmSync(path.join(paths.cachedBinaries, file), { recursive: true, force: true });
  }
}

function linkerFlags(program: GoProgram): string {
  return ['-s', '-w', program.ldflags ?? ''].join(' ').trim();
}
