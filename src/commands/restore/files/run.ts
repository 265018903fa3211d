import type { Creator } from '../../../creator.ts';
import { exitCodes, Failure } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { styleFor } from '../../../cli/color.ts';
import type { Io, Output } from '../../../cli/io.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import { present } from '../../../cli/output.ts';
import { withHelperPodProgress } from '../../../cli/with-helper-pod-progress.ts';
import { pathText } from '../../../text/path-text.ts';
import { restoreFilesDocument } from './json.ts';
import type { FilesPlan, RestoreFilesRequest } from './operation/plan.ts';
import { restoreFiles } from './operation/restore-files.ts';
import { renderRestoredFiles, renderFilesPlan } from './text.ts';

export interface FilesOptions extends GlobalOptions {
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
}

/** Plans a restore of files, asks for confirmation, carries it out, shows the result, and returns the exit code. */
export async function showRestoreFiles(
  io: Io,
  cluster: Cluster,
  request: RestoreFilesRequest,
  options: FilesOptions,
): Promise<number> {
  const { isConfirmed, color } = options;
  if (!io.canPrompt && !isConfirmed && !request.isDryRun) throw unconfirmed(request);
  const shown = { what: 'restoring files', color };
  const result = await withHelperPodProgress(io, cluster, shown, (context, progress) => {
    const confirm = (plan: FilesPlan) => {
      progress.close();
      io.stderr.write(planText(plan, io, io.stderr, options));
      return isConfirmed ? Promise.resolve(true) : io.prompts.confirm('Go ahead?');
    };
    const creators = { creator: () => io.creator(), creatorStateOf: (creator: Creator) => io.creatorStateOf(creator) };
    return restoreFiles(request, { ...context, ...creators, confirm });
  });
  const { plan } = result;
  const columns = io.stdout.isTerminal ? io.stdout.columns : undefined;
  await present(io, options.output, {
    document: request.isDryRun ? restoreFilesDocument(plan) : restoreFilesDocument(plan, result),
    names: plan.files.map(({ path }) => pathText(path)),
    text: () =>
      request.isDryRun
        ? planText(plan, io, io.stdout, options)
        : renderRestoredFiles(result, { style: styleFor(io, io.stdout, color), columns }),
  });
  return exitCodes[result.outcome];
}

function planText(plan: FilesPlan, io: Io, output: Output, { color }: GlobalOptions): string {
  const view = { style: styleFor(io, output, color), selector: plan.request.selector, clusterName: io.clusterName };
  return renderFilesPlan(plan, view);
}

function unconfirmed({ app: { namespace, name } }: RestoreFilesRequest): Failure {
  const message = `Restoring files changes the volume of ${namespace}/${name}, and there is no terminal to confirm it.`;
  return new Failure('refused', message, { hint: 'check with --dry-run, then pass --yes' });
}
