import { restartApiServer } from './control-plane.ts';
import type { Fault } from './fault-target.ts';
import { getJson, kubectl, until } from './kubectl.ts';
import { releaseVolsyncLease, volsync, waitForVolsync } from './volsync.ts';

/** VolSync does not run, and its objects do not show it. */
export const volsyncDown: Fault = {
  description: 'VolSync is scaled to zero',
  needs: 'nothing',
  on: async () => {
    await scale(0);
    await until('VolSync is gone', hasNoPods);
    await releaseVolsyncLease();
  },
  off: async () => {
    await scale(1);
    await waitForVolsync();
  },
};

/** Restarts the API server; everything else keeps running. */
export const apiServerRestart: Fault = {
  description: 'the API server is restarted, once',
  needs: 'nothing',
  on: restartApiServer,
};

/**
 * Restarts VolSync. After several restarts of the API server its watches only recover a minute or two later, and until
 * then it sees no changes.
 */
export async function freshVolsync(): Promise<void> {
  await volsyncDown.on({});
  await volsyncDown.off?.({});
}

const inNamespace = ['-n', volsync.namespace];

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', 'deployment', volsync.deployment, ...inNamespace, `--replicas=${replicas}`]);
}

async function hasNoPods(): Promise<boolean> {
  const list = await getJson<{ items: unknown[] }>(['pods', ...inNamespace]);
  return (list?.items.length ?? 0) === 0; // kubectl prints nothing for an empty list
}
