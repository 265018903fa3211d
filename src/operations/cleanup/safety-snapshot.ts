import type { KubeObject } from '../../kube/objects.ts';
import { isNetName } from '../restore/in-place/net-names.ts';
import type { Decision, LeftoverKind } from './leftover.ts';
import { instanceLabel } from './maker-verdict.ts';

/**
 * The decision for the VolumeSnapshot that a restore in place has kept on purpose, and named as the way back: it goes only
 * where somebody says so.
 */
export function safetySnapshotOf({ metadata }: KubeObject, kind: LeftoverKind): Decision | undefined {
  const { name, namespace = '', labels = {} } = metadata;
  const isOfRestore = kind === 'VolumeSnapshot' && labels['app.kubernetes.io/component'] === 'restore';
  if (!isOfRestore || !isNetName(name, labels[instanceLabel] ?? '')) return undefined;
  return {
    action: 'leave',
    reason: 'safety-snapshot',
    message: `the data of before a restore in place, kept on purpose; to remove it: volsyncctl cleanup -n ${namespace} --safety-snapshots`,
  };
}
