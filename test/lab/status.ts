import { existsSync } from 'node:fs';
import { isApiReady } from './control-plane.ts';
import { isNodeReady } from './kubelet.ts';
import { hasMounts } from './mounts.ts';
import { paths } from './paths.ts';
import { logFile, runningPid, startedParts } from './process.ts';
import { isUp, markedFaults } from './state.ts';
import { isVolsyncReady } from './volsync.ts';

/** Prints the state of each part, the active faults and how to connect; returns whether the lab is up and ready. */
export async function status(): Promise<boolean> {
  for (const name of startedParts()) {
    const pid = runningPid(name);
    line(name, pid === undefined ? `ended, see ${logFile(name)}` : `running (process ${pid})`);
  }
  const isReady = await isUp();
  if (startedParts().length > 0) await printReadiness();
  for (const fault of markedFaults()) line('fault', fault);
  line('lab', isReady ? 'up and ready' : hasMounts() ? 'not ready: run "npm run lab -- up"' : 'down');
  if (existsSync(paths.kubeconfig)) line('KUBECONFIG', paths.kubeconfig);
  return isReady;
}

async function printReadiness(): Promise<void> {
  const api = await isApiReady();
  line('API', api ? 'ready' : 'does not answer');
  if (!api) return;
  line('node', (await isNodeReady()) ? 'ready' : 'not ready');
  line('VolSync', (await isVolsyncReady()) ? 'ready' : 'not ready');
}

function line(name: string, text: string): void {
  console.log(`${name.padEnd(24)} ${text}`);
}
