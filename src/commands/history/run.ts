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
import { pathHistory, type HistoryRequest } from './operation.ts';
import { historyDocument, historyNames, renderHistory, fileVersionDocument } from './text.ts';

/** Shows how a path has changed over the snapshots, and returns the exit code. */
export async function showHistory(
  io: Io,
  cluster: Cluster,
  request: HistoryRequest,
  options: GlobalOptions & ListOptions & { readonly look: LookAtSnapshots },
): Promise<number> {
  const shown = { color: options.color, what: 'reading the repository' };
  const read = await withHelperPodProgress(io, cluster, shown, (ports) => pathHistory(request, options.look, ports));
  const history = {
    ...read,
    versions: await sortedItems(read.versions, (version) => fileVersionDocument(version, read), options),
  };
  const style = styleFor(io, io.stdout, options.color);
  await present(io, options.output, {
    document: historyDocument(history),
    names: historyNames(history),
    text: (isWide) => renderHistory(history, { style, isWide, hasHeaders: options.hasHeaders }),
  });
  reportUnread(io, history, options);
  return exitCodes[history.outcome];
}
