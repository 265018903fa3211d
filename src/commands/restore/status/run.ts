import { exitCodes } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { restoreStatus } from './operation.ts';
import { renderRestoreStatus, restoreStatusDocument, restoreStatusNames } from './text.ts';
import { styleFor } from '../../../cli/color.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import type { Io } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import type { SelectedApps } from '../../../cli/selection.ts';

/** Shows the unfinished restores, and returns the exit code. */
export async function showRestoreStatus(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: GlobalOptions,
): Promise<number> {
  const report = await restoreStatus(chosen, {
    cluster,
    signal: io.signal,
    now: () => io.now(),
    creatorStateOf: (creator) => io.creatorStateOf(creator),
  });
  await present(io, options.output, {
    document: restoreStatusDocument(report),
    names: restoreStatusNames(report, chosen.scope.namespace === undefined),
    text: () =>
      renderRestoreStatus(report, {
        style: styleFor(io, io.stdout, options.color),
        programName: io.programName,
        columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
        place: placeOf(chosen),
      }),
  });
  if (report.unreadable.length > 0 || report.parked.length > 0) return exitCodes.unknown;
  return exitCodes[report.restores.length === 0 ? 'ok' : 'unprotected'];
}

function placeOf({ scope, apps }: SelectedApps): string {
  if (apps !== undefined) return apps.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return scope.namespace === undefined ? 'the cluster' : `namespace ${scope.namespace}`;
}
