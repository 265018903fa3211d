import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { LookAtSnapshots } from '../../repository/snapshots.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { type ListOptions, sortedItems } from '../../cli/options/list-options.ts';
import { present } from '../../cli/output.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import { reportUnread } from '../../cli/report-unread.ts';
import { findPaths, type FindPatternRequest } from './operation.ts';
import { foundDocument, foundNames, foundPathDocument, renderFound } from './text.ts';

/** Shows which paths match in all snapshots, and returns the exit code. */
export async function showFound(
  io: Io,
  cluster: Cluster,
  request: FindPatternRequest,
  options: GlobalOptions & ListOptions & { readonly look: LookAtSnapshots },
): Promise<number> {
  const shown = { color: options.color, what: 'reading the repository' };
  const read = await withHelperPodProgress(io, cluster, shown, (ports) => findPaths(request, options.look, ports));
  const found = { ...read, paths: await sortedItems(read.paths, foundPathDocument, options) };
  const view = { style: styleFor(io, io.stdout, options.color), hasHeaders: options.hasHeaders };
  await present(io, options.output, {
    document: foundDocument(found),
    names: foundNames(found),
    text: () => renderFound(found, view),
  });
  reportUnread(io, found, options);
  return exitCodes[found.outcome];
}
