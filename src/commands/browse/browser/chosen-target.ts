import type { Cluster } from '../../../kubernetes/cluster.ts';
import type { VolumeTarget, DataOrigin } from '../../../volume/options.ts';
import type { BrowserTerminal } from '../../../cli/browsed-files.ts';
import { askForApp } from '../../../cli/ask-for-app.ts';
import { chooseOne } from '../../../cli/choose.ts';
import { snapshotChoices } from '../../../cli/snapshot-choices.ts';
import { targetChoices } from './choices.ts';

/** Asks which volume: its namespace, where none is given, and the app or the claim. */
export async function chosenTarget(
  cluster: Cluster,
  namespace: string | undefined,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<VolumeTarget> {
  const chosen = await askForApp({ cluster, namespace, hasClaims: true }, terminal, signal);
  return chosen.kind === 'app'
    ? { namespace: chosen.namespace, kind: 'app', app: chosen.name }
    : { namespace: chosen.namespace, kind: 'claim', claim: chosen.name };
}

/** Asks where to look, and of a backup which one once its snapshots are known. */
export async function chosenDataSource(
  target: VolumeTarget,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<DataOrigin> {
  const refusals = target.kind === 'claim' ? { backup: 'a bare PVC has none: choose the app' } : {};
  const kind = await chooseOne('Look into', targetChoices(refusals), terminal, signal);
  if (kind !== 'backup') return { kind };
  const wish: Extract<DataOrigin, { kind: 'backup' }>['wish'] = {
    choose: (snapshots, { length: unread }) => {
      const message = unread === 0 ? 'Snapshot' : `Snapshot (restic could not read ${unread} more)`;
      return chooseOne(message, snapshotChoices(snapshots, terminal.now()), terminal, signal);
    },
  };
  return { kind, wish };
}
