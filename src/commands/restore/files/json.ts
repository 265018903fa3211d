import { attributesDocument } from '../../../text/comparison.ts';
import { snapshotDocument } from '../../../text/verdict-json.ts';
import type { FilesDone, FilesPlan, FilesResult } from './operation/plan.ts';

/** JSON document of the plan or result; sizes in bytes, modes in octal as for chmod. */
export function restoreFilesDocument(plan: FilesPlan, result?: FilesResult) {
  const { request, claim, claimUid, chosen, files, unchanged, leftAlone, space, user, pods } = plan;
  const { app, paths, to, keepsReplaced } = request;
  const done = result?.done;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'files',
    isDryRun: result === undefined,
    outcome: result?.outcome ?? 'ok',
    state: result === undefined ? 'planned' : done === undefined ? 'same' : 'restored',
    namespace: app.namespace,
    app: app.name,
    repository: chosen.address,
    snapshot: snapshotDocument(chosen.snapshot, chosen.dataTime),
    claim,
    claimUid,
    paths,
    folder: to?.path,
    entries: files.map(({ path, action, inVolume, inSnapshot, isMoving }) => ({
      ...{ path, action, isMoving },
      inVolume: inVolume && attributesDocument(inVolume),
      inSnapshot: attributesDocument(inSnapshot),
    })),
    totals: { unchanged, onlyInVolume: leftAlone },
    ...space,
    user: { uid: user.uid, gids: user.gids },
    keepsReplaced,
    warnings: chosen.ownership?.warnings ?? [],
    ...(done && doneDocument(done)),
    pods,
    tookSeconds: result && Math.round(result.tookMs / 100) / 10,
  };
}

function doneDocument({ kept, isKeptRemoved, notSame, why }: FilesDone) {
  return {
    kept: isKeptRemoved ? [] : kept,
    check: {
      kind: notSame.length + why.length === 0 ? 'same' : 'unknown',
      details: [...notSame.map(({ path, words }) => `${JSON.stringify(path)} ${words}`), ...why],
    },
  };
}
