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
  /** What is not as in the source. */
  readonly patches?: readonly Patch[];
}

/** The path of the built program: keyed by version and flags, so that changing either triggers a build. */
export function binaryPath(program: GoProgram): string {
  const flags = createHash('sha256')
    .update(
      `${program.package} ${linkerFlags(program)}${program.patches === undefined ? '' : JSON.stringify(program.patches)}`,
    )
    .digest('hex')
    .slice(0, 8);
  return path.join(paths.cachedBinaries, `${program.name}-${program.version}-${flags}`, program.name);
}

/** The programs that are not in the cache. */
export function unbuilt(programs: readonly GoProgram[]): readonly GoProgram[] {
  return programs.filter((program) => !existsSync(binaryPath(program)));
}

/** What progress calls the two parts of a build. */
export function buildSteps(what: string): { readonly fetch: string; readonly compile: string } {
  return { fetch: `fetch the sources of ${what}`, compile: `build ${what}` };
}

/** Builds the program into the cache unless it is there, and returns its path. */
export async function build(program: GoProgram): Promise<string> {
  await buildTogether([program], `${program.name} ${program.version}`);
  return binaryPath(program);
}

/**
 * Builds those of the programs that are not in the cache, all of one module, in one run of Go: what several need is
 * compiled once, and no core waits for a last package. A build that was cut short leaves nothing that is taken for a binary.
 */
export async function buildTogether(programs: readonly GoProgram[], what: string): Promise<void> {
  const missing = unbuilt(programs);
  const [first] = missing;
  if (first === undefined) return;
  const steps = buildSteps(what);
  const work = path.join(paths.cachedBinaries, `${first.name}.partial-${process.pid}`);
  const binaries = path.join(work, 'binaries');
  try {
    await mkdir(work, { recursive: true });
    const [{ flags, count }] = await Promise.all([
      progress.step(steps.fetch, () => findSources(missing, path.join(work, 'patched'))),
      compileStandardLibrary(first.folder),
    ]);
    const linking = missing.map((program) => `-ldflags=${program.package}=${linkerFlags(program)}`);
    const args = [...flags, ...linking, '-o', `${binaries}/`, ...missing.map((program) => program.package)];
    await progress.step(steps.compile, (report) => compile(first.folder, args, (done) => report(done / count)));
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

interface Sources {
  /** With which Go finds them, patched where they are to be. */
  readonly flags: readonly string[];
  /** How many packages they are. */
  readonly count: number;
}

/** Fetches what the programs are built from and is not on this machine: listing it does. */
async function findSources(programs: readonly GoProgram[], patched: string): Promise<Sources> {
  const folder = programs[0]?.folder ?? '';
  const patches = programs.flatMap((program) => program.patches ?? []);
  const sourceOf = (module: string): Promise<string> => moduleFolder(folder, module);
  const flags = await patchFlags(patches, { sourceOf, folder: patched, modFolder: folder });
  const list = ['list', ...flags, '-deps', ...programs.map((program) => program.package)];
  const { stdout } = await execa('go', list, { cwd: folder, env: withoutC });
  return { flags, count: stdout.split('\n').length };
}

/** Without debug symbols, neither compiled nor linked: a third of the compiler's time. */
const plain = ['-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false'];

const withoutC = { CGO_ENABLED: '0' };

/** What all programs begin with, and what can be compiled while sources are still being fetched. */
async function compileStandardLibrary(folder: string): Promise<void> {
  await execa('go', ['build', ...plain, 'net/http/pprof', 'html/template'], { cwd: folder, env: withoutC });
}

/** `go build`; tells how many packages are compiled, of which -v writes the names. */
async function compile(folder: string, args: readonly string[], onPackage: (done: number) => void): Promise<void> {
  let done = 0;
  const withoutNames = function* (line: unknown): Generator {
    if (typeof line === 'string' && /^[^ ]+$/.test(line)) onPackage(++done);
    else yield line;
  };
  await execa('go', ['build', '-v', ...plain, ...args], { cwd: folder, env: withoutC, stderr: withoutNames });
}

/** What Go calls the binary of a package: its last part that is not a major version. */
function outputName(goPackage: string): string {
  return path.basename(goPackage.replace(/\/v\d+$/, ''));
}

function linkerFlags(program: GoProgram): string {
  return ['-s', '-w', program.ldflags ?? ''].join(' ').trim();
}
