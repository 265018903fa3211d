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
  /** The import path of the package to build. */
  readonly package: string;
  /** Part of the key in the cache. */
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

/** The programs that are not in the cache. */
export function unbuilt(programs: readonly GoProgram[]): readonly GoProgram[] {
  return programs.filter((program) => !existsSync(binaryPath(program)));
}

/** Builds the program into the cache unless it is there, and returns its path. */
export async function build(program: GoProgram): Promise<string> {
  if (unbuilt([program]).length > 0)
    await progress.step(`build ${program.name} ${program.version}`, (report) => buildTogether([program], report));
  return binaryPath(program);
}

/**
 * Builds those of the programs that are not in the cache, all of one module, in one run of Go: what several need is
 * compiled once, and no core waits for a last package. A build that was cut short leaves nothing that is taken for a binary.
 */
export async function buildTogether(programs: readonly GoProgram[], report: (fraction: number) => void): Promise<void> {
  const missing = unbuilt(programs);
  const [first] = missing;
  if (first === undefined) return;
  await mkdir(paths.cachedBinaries, { recursive: true });
  const work = path.join(paths.cachedBinaries, `${first.name}.partial-${process.pid}`);
  try {
    const flags = await flagsOf(missing, first.folder, path.join(work, 'patched'));
    const binaries = path.join(work, 'binaries');
    await runGo([...flags, '-o', `${binaries}/`, ...missing.map((program) => program.package)], first.folder, report);
    for (const program of missing) {
      const target = binaryPath(program);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(path.join(binaries, outputName(program.package)), target);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
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
  for (const file of readdirSync(paths.cachedBinaries)) {
    if (file.includes('.partial-')) rmSync(path.join(paths.cachedBinaries, file), { recursive: true, force: true });
  }
}

/** Without debug symbols, neither compiled nor linked: an eighth of the compiler's time. */
async function flagsOf(programs: readonly GoProgram[], folder: string, patched: string): Promise<string[]> {
  const patches = programs.flatMap(({ patch }) => (patch === undefined ? [] : [patch]));
  return [
    ...['-v', '-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false'],
    ...programs.map((program) => `-ldflags=${program.package}=${linkerFlags(program)}`),
    ...(await patchFlags(patches, {
      sourceOf: (module) => moduleFolder(folder, module),
      folder: patched,
      modFolder: folder,
    })),
  ];
}

/** `go build`; with -v it names each package that it compiles, on stderr. */
async function runGo(args: readonly string[], folder: string, report: (fraction: number) => void): Promise<void> {
  const options = { cwd: folder, env: { CGO_ENABLED: '0' } };
  const packages = args.slice(args.indexOf('-o') + 2);
  const { stdout } = await execa('go', ['list', '-deps', ...packages], options);
  const total = stdout.split('\n').length;
  const running = execa('go', ['build', ...args], options);
  let compiled = 0;
  running.stderr.on('data', (text: Buffer) => {
    compiled += text.toString().match(/^[^ ]+$/gm)?.length ?? 0;
    report(Math.min(1, compiled / total) * sharedByCompiler);
  });
  await running;
}

/** The rest is the linker's. */
const sharedByCompiler = 0.9;

/** What Go calls the binary of a package: its last part that is not a major version. */
function outputName(goPackage: string): string {
  return path.basename(goPackage.replace(/\/v\d+$/, ''));
}

function linkerFlags(program: GoProgram): string {
  return ['-s', '-w', program.ldflags ?? ''].join(' ').trim();
}
