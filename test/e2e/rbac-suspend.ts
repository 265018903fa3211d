import { randomBytes } from 'node:crypto';
import { apply } from '../lab/kubectl.ts';
import type { Use } from './rbac-use.ts';

/** A second run suspends it again. */
const suspend: Use = { args: ['suspend', 'idle'], exitCode: 0 };
const plan: Use = { args: ['suspend', 'idle', '--dry-run'], exitCode: 0 };
const resume: Use = { args: ['resume'], exitCode: 0, prepare: suspendedSource };

export const suspendUses: Readonly<Record<string, Use>> = {
  'list replicationsources': plan,
  'get replicationsources': { ...suspend, says: /cannot get replicationsources/, endsWith: 5 },
  'patch replicationsources': { ...suspend, says: /cannot patch replicationsources/, endsWith: 5 },
};

export const resumeUses: Readonly<Record<string, Use>> = {
  'list replicationsources': { args: ['resume', 'idle', '--dry-run'], exitCode: 0 },
  'get replicationsources': { ...resume, says: /cannot get replicationsources/, endsWith: 5 },
  'patch replicationsources': { ...resume, says: /cannot patch replicationsources/, endsWith: 5 },
};

/** A separate source for each run; without a mover VolSync ignores it. */
async function suspendedSource(namespace: string): Promise<readonly string[]> {
  const name = `suspended-${randomBytes(3).toString('hex')}`;
  const parked = '0 0 1 5 *';
  const suspended = { by: 'test', at: '2026-11-29T00:00:00Z', trigger: { schedule: '0 * * * *' }, parked };
  await apply([
    {
      apiVersion: 'volsync.backube/v1alpha1',
      kind: 'ReplicationSource',
      metadata: { name, namespace, annotations: { 'volsyncctl/suspended': JSON.stringify(suspended) } },
      spec: { sourcePVC: name, trigger: { schedule: parked } },
    },
  ]);
  return [name];
}
