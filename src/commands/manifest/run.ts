import { exitCodes, Failure, isFailure, outcomesFromWorst } from '../../errors.ts';
import { askTexts } from '../../cli/ask-texts.ts';
import type { Io } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { styleFor } from '../../cli/color.ts';
import { present } from '../../cli/output.ts';
import { plainLine } from '../../foreign-text.ts';
import { spreadSchedule } from '../../volsync/spread-schedule.ts';
import type { NfsExport } from '../../volsync/nfs-export.ts';
import { componentFiles, nfsMountPath, type ComponentFile, type Credentials } from './judgement/component.ts';
import { envFileValues, placeholders, resolveValues, type GivenValues } from './judgement/resolve.ts';
import { variables, type Values } from './judgement/variables.ts';
import { asServed, validate, type Validation } from './operation.ts';
import { kustomization, manifestNames, renderFolder, renderStream, renderVariables, validationLines } from './text.ts';

export interface ManifestOptions extends GlobalOptions {
  /** From flags and the argument. */
  readonly given: GivenValues;
  readonly envFile: string | undefined;
  readonly secret: string | undefined;
  readonly secretStore: string;
  readonly secretKey: string;
  /** Undefined for the version that the API server serves, or v1. */
  readonly secretVersion: 'v1' | 'v1beta1' | undefined;
  readonly repository: string | undefined;
  readonly nfs: NfsExport | undefined;
  readonly form: 'app' | 'component' | 'variables';
  readonly outputDir: string | undefined;
  readonly isForced: boolean;
  /** `auto` validates if an API server can be reached. */
  readonly validation: 'required' | 'auto' | 'none';
}

/** Writes the component, for one app or with placeholders for Flux, and returns the exit code. */
export async function showManifest(io: Io, options: ManifestOptions): Promise<number> {
  const given = await allGiven(io, options);
  const values = options.form === 'component' ? placeholders(given) : resolveValues(given);
  if (options.form === 'variables') {
    io.stdout.write(renderVariables(values));
    return exitCodes.ok;
  }
  const written = componentFiles({
    values,
    credentials: credentialsOf(options, values),
    nfs: options.nfs,
    namespace: options.form === 'component' ? undefined : options.namespace,
  });
  const files =
    options.form === 'app' && options.validation !== 'none' ? await validated(io, written, options) : written;
  await (options.outputDir === undefined ? show(io, files, options) : write(io, files, options.outputDir, options));
  return exitCodes.ok;
}

/** In the versions that the API server accepts; unchanged if it cannot be asked. */
async function validated(
  io: Io,
  files: readonly ComponentFile[],
  options: ManifestOptions,
): Promise<readonly ComponentFile[]> {
  const validations = await ask(io, files, options);
  if (validations === undefined) return files;
  judge(io, validations, options);
  if (options.secretVersion !== undefined) return files;
  return files.map((one) => ({ ...one, object: asServed(one.object, validations) }));
}

/** Flags override the env file; prompts ask for what neither sets. */
async function allGiven(io: Io, { given, envFile, form }: ManifestOptions): Promise<GivenValues> {
  const files = envFile === undefined ? undefined : await io.localFiles();
  const fromFile =
    files === undefined || envFile === undefined ? {} : envFileValues(await files.readText(envFile), envFile);
  const known: GivenValues = { ...fromFile, ...given };
  if (form === 'component' || known.APP !== undefined) return known;
  if (!io.canPrompt) {
    throw new Failure('usage', 'no app given', {
      hint: 'name one, set APP in an --env file, or use --kustomize for a component that serves all apps',
    });
  }
  return { ...known, ...(await asked(io, known)) };
}

async function asked(io: Io, known: GivenValues): Promise<GivenValues> {
  const questions = variables
    .filter(({ name }) => known[name] === undefined)
    .map(({ name, purpose, fallback, expected }) => ({
      name,
      message: `${name}, ${purpose.replace(/ \(default: .*\)$/, '')}:`,
      fallback: ({ APP = '' }: Readonly<Record<string, string>>) => {
        if (name === 'VOLSYNC_SCHEDULE') return spreadSchedule(APP);
        return name === 'VOLSYNC_CLAIM' ? APP : fallback;
      },
      expected,
    }));
  const answers = await askTexts(questions, io, io.signal);
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, { value, origin: name }]));
}

function credentialsOf(
  { secret, secretStore, secretKey, secretVersion = 'v1', repository, nfs }: ManifestOptions,
  values: Values,
): Credentials {
  if (secret !== undefined) return { kind: 'secret', name: secret };
  const folder = nfs === undefined ? '/repository' : `/mnt/${nfsMountPath}`;
  return {
    kind: 'external-secret',
    version: secretVersion,
    store: secretStore,
    key: secretKey,
    repository: repository ?? `${folder}/${values.APP}`,
  };
}

/** The API server's answers; undefined if it cannot be asked, which is a failure only with --validate. */
async function ask(
  io: Io,
  files: readonly ComponentFile[],
  options: ManifestOptions,
): Promise<readonly Validation[] | undefined> {
  try {
    const cluster = await io.connect({ ...options, requestTimeoutMs: options.requestTimeoutMs ?? answerWithinMs });
    const objects = files.map(({ object }) => object);
    return await validate(objects, cluster.namespace, { cluster, signal: io.signal });
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted' || options.validation === 'required') throw error;
    note(io, options, error.message);
    return undefined;
  }
}

const answerWithinMs = 5000;

function judge(io: Io, validations: readonly Validation[], options: ManifestOptions): void {
  const refused = validations.filter(({ verdict }) => verdict === 'refused');
  if (refused.length > 0) {
    throw new Failure('refused', `the API server refuses ${objects(refused.length)}; nothing was written`, {
      details: validationLines(refused),
      hint: 'use --no-validate if the manifests are for another cluster',
    });
  }
  const others = validations.filter(({ verdict }) => verdict !== 'accepted');
  if (others.length === 0) return;
  const lines = validationLines(others);
  if (options.validation === 'auto') {
    for (const line of lines) note(io, options, line);
    return;
  }
  const failures = others.map(
    ({ verdict, failure }) => failure ?? (verdict === 'class-missing' ? 'not-found' : 'unknown'),
  );
  const [worst = 'unknown'] = outcomesFromWorst.filter((outcome) => failures.some((failure) => failure === outcome));
  const message = `${objects(others.length)} could not be validated`;
  throw new Failure(worst === 'ok' ? 'unknown' : worst, message, { details: lines });
}

function objects(count: number): string {
  return count === 1 ? '1 object' : `${count} objects`;
}

function note(io: Io, { color }: GlobalOptions, why: string): void {
  const sign = styleFor(io, io.stderr, color).warning('!');
  if (io.isQuiet !== true) io.stderr.write(`${sign} not validated: ${plainLine(why)}\n`);
}

async function show(io: Io, files: readonly ComponentFile[], { form, output }: ManifestOptions): Promise<void> {
  const items = files.map(({ object }) => object);
  const isComponent = form === 'component';
  const head = isComponent ? `---\n# kustomization.yaml\n${await kustomization(files, true)}` : '';
  const stream = `${head}${await renderStream(files, isComponent)}`;
  const document = { apiVersion: 'v1', kind: 'List', items };
  if (output === 'yaml') io.stdout.write(stream);
  else await present(io, output, { document, names: manifestNames(items), text: () => stream });
}

/** All files or none: existing files are checked first. */
async function write(
  io: Io,
  files: readonly ComponentFile[],
  folder: string,
  { form, isForced }: ManifestOptions,
): Promise<void> {
  const texts = await renderFolder(files, form === 'component');
  const written = await (await io.localFiles()).writeTexts(folder, texts, { isForced });
  io.stdout.write(written.map((path) => `${path}\n`).join(''));
}
