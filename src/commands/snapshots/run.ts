import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { snapshots, type LookAtSnapshots, type SnapshotsOptions } from '../../repository/snapshots.ts';
import { snapshotDifference, type DifferenceRequest } from './diff/operation.ts';
import { snapshotFiles, type FilesRequest } from '../../repository/snapshot-files.ts';
import { renderFailure } from '../../text/failure.ts';
import { pathText } from '../../text/path-text.ts';
import { differenceDocument, differenceNames, renderDifference } from './diff/text.ts';
import { entryDocument, filesDocument, renderFiles } from '../../text/snapshot-files.ts';
import { shortId } from '../../restic/snapshots.ts';
import type { AppSnapshots, SnapshotsReport } from '../../repository/snapshots-result.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { listedDocument, snapshotNames, snapshotsDocument } from './json.ts';
import { renderHidden, renderSnapshots } from './text/snapshots.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { type ListOptions, sortedItems } from '../../cli/options/list-options.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';

/** Shows the snapshots of apps, and returns the exit code. */
export async function showSnapshots(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: GlobalOptions & ListOptions & { readonly snapshots: SnapshotsOptions },
): Promise<number> {
  const { selector, since } = options.snapshots;
  const read = await withHelperPodProgress(io, cluster, shownWork(options), (ports) =>
    snapshots(chosen, options.snapshots, ports),
  );
  const report = { ...read, apps: await Promise.all(read.apps.map((app) => sortedApp(app, options))) };
  const [first] = report.failures;
  if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
  const columns = io.stdout.isTerminal ? io.stdout.columns : undefined;
  const style = styleFor(io, io.stdout, options.color);
  const view = { style, programName: io.programName, columns, selector, since, hasHeaders: options.hasHeaders };
  await present(io, options.output, {
    document: snapshotsDocument(report, selector),
    names: snapshotNames(report),
    text: (isWide) => renderSnapshots(report, { ...view, isWide }),
  });
  if (!options.hasHeaders)
    io.stderr.write(renderHidden(report, { ...view, style: styleFor(io, io.stderr, options.color) }));
  await remember(io, cluster, report);
  for (const failure of report.failures) {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  }
  return exitCodes[report.outcome];
}

async function sortedApp(app: AppSnapshots, options: ListOptions): Promise<AppSnapshots> {
  if (app.kind === 'hidden') return app;
  return { ...app, snapshots: await sortedItems(app.snapshots, listedDocument, options) };
}

/** Caches ids for shell completion. A list that was limited by --limit or --since is not cached. */
async function remember(io: Io, { server }: Cluster, { apps }: SnapshotsReport): Promise<void> {
  const { snapshots: cache } = await io.completionCache();
  for (const app of apps) {
    if (app.kind !== 'seen' || app.snapshots.length < app.total) continue;
    const snapshots = app.snapshots.map(({ id, dataTime }) => ({ id: shortId(id), time: rfc3339(dataTime) }));
    await cache.remember([server, app.namespace, app.name], snapshots);
  }
}

type OneAppOptions = GlobalOptions & { readonly look: LookAtSnapshots };

/** Shows what changed between two snapshots, and returns the exit code. */
export async function showDifference(
  io: Io,
  cluster: Cluster,
  request: DifferenceRequest,
  options: OneAppOptions,
): Promise<number> {
  const result = await withHelperPodProgress(io, cluster, shownWork(options), (ports) =>
    snapshotDifference(request, options.look, ports),
  );
  await present(io, options.output, {
    document: differenceDocument(result),
    names: differenceNames(result),
    text: () => renderDifference(result, styleFor(io, io.stdout, options.color)),
  });
  return exitCodes.ok;
}

/** Lists the files of a snapshot, and returns the exit code. */
export async function showFiles(
  io: Io,
  cluster: Cluster,
  request: FilesRequest,
  options: OneAppOptions & ListOptions,
): Promise<number> {
  const read = await withHelperPodProgress(io, cluster, shownWork(options), (ports) =>
    snapshotFiles(request, options.look, ports),
  );
  const result = { ...read, entries: await sortedItems(read.entries, entryDocument, options) };
  await present(io, options.output, {
    document: filesDocument(result),
    names: result.entries.map(({ path }) => pathText(path)),
    text: () => renderFiles(result, styleFor(io, io.stdout, options.color), options.hasHeaders),
  });
  return exitCodes.ok;
}

function shownWork({ color }: GlobalOptions) {
  return { color, what: 'reading the repository' };
}
