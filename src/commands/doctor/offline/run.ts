import type { RuleNames } from '../finding.ts';
import { exitCodes, Failure } from '../../../errors.ts';
import { styleFor } from '../../../cli/color.ts';
import type { Io } from '../../../cli/io.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import { present } from '../../../cli/output.ts';
import { chosenFrom } from '../explain.ts';
import { doctorDocument } from '../json.ts';
import { doctorJunit } from '../junit.ts';
import { doctorMarkdown } from '../markdown.ts';
import type { ShownReport } from '../operation/doctor.ts';
import { renderDoctor } from '../text/report.ts';
import { envValues, examineManifests, offlineRules, type ManifestFile } from './examine.ts';

export interface OfflineOptions extends GlobalOptions, RuleNames {
  /** Files, folders, or `-` for stdin. */
  readonly paths: readonly string[];
  readonly envFile: string | undefined;
  readonly isVerbose: boolean;
}

/** Judges manifests without a cluster, shows the problems, and returns the exit code. */
export async function showOffline(io: Io, options: OfflineOptions): Promise<number> {
  const rules = chosenFrom(offlineRules, options);
  const begunAt = io.now();
  const files = await filesOf(io, options);
  const values = await valuesOf(io, options);
  const { sources, objects, findings, outcome } = examineManifests(files, values, rules);
  if (objects + findings.length === 0) refuseNothing(options);
  const report: ShownReport = {
    ...{
      findings,
      rules,
      outcome,
      apps: sources,
      files: files.length,
      failures: [],
      pods: [],
      withRepositories: false,
    },
    time: begunAt,
    tookMs: io.now().getTime() - begunAt.getTime(),
  };
  const style = styleFor(io, io.stdout, options.color);
  const columns = io.stdout.isTerminal ? io.stdout.columns : undefined;
  await present(io, options.output, {
    document: doctorDocument(report, options, []),
    names: findings
      .filter((finding) => finding.outcome === 'problem')
      .map(({ object: { file = '', line = 0 }, rule }) => `${file}:${line}:${rule}`),
    isPassed: outcome === 'ok',
    text: () => renderDoctor(report, { style, columns, isVerbose: options.isVerbose }),
    junit: () => doctorJunit(report),
    markdown: () => doctorMarkdown(report),
  });
  return exitCodes[outcome];
}

async function filesOf(io: Io, { paths }: OfflineOptions): Promise<readonly ManifestFile[]> {
  const local = await io.localFiles();
  const names = new Set((await Promise.all(paths.map((path) => local.yamlFiles(path)))).flat());
  return Promise.all(
    [...names].map(async (path) => ({ path: path === '-' ? 'stdin' : path, text: await local.readText(path) })),
  );
}

async function valuesOf(io: Io, { envFile }: OfflineOptions): Promise<ReadonlyMap<string, string> | undefined> {
  if (envFile === undefined) return undefined;
  return envValues(await (await io.localFiles()).readText(envFile), envFile);
}

/** An answer about nothing must not look like a good one. */
function refuseNothing({ paths }: OfflineOptions): never {
  throw new Failure('not-found', `no ReplicationSource or ReplicationDestination in ${paths.join(', ')}`, {
    hint: 'pass a directory with manifests, or pipe them: kubectl kustomize DIR | volsyncctl doctor --offline -f -',
  });
}
