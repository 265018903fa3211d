import { inApp } from './inside-lab.ts';
import { journalOf, makeApps } from './in-place-objects.ts';
import { createNamespace, kubectl, volsyncctl } from './lab.ts';
import { backUp } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

/** A namespace with the app that is restored in place, and the only snapshot to restore. */
export interface InPlaceWorld {
  readonly namespace: string;
  readonly saved: { readonly id: string; readonly digests: readonly string[] };
}

/** Makes it. */
export async function makeInPlaceWorld(): Promise<InPlaceWorld> {
  const namespace = await createNamespace('restore-in-place');
  await makeApps(namespace);
  return {
    namespace,
    saved: { id: await backUp(namespace, 'web'), digests: await volumeDigests(namespace, 'web') },
  };
}

/** Ends what a test has left unfinished, and makes the volume differ from the snapshot. */
export async function makeDifferent(namespace: string): Promise<void> {
  if ((await journalOf(namespace)) !== undefined) {
    await volsyncctl(['restore', 'abort', 'web', '-n', namespace, '--leave-data', '--yes']);
  }
  await kubectl(['delete', 'volumesnapshots', '-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl']);
  await inApp(namespace, 'web', 'echo changed > two; rm -f three; echo new > extra; ls');
}
