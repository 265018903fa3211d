import pMap from 'p-map';
import { isFailure } from '../errors.ts';
import type { NewObject } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { Job } from '../kubernetes/objects.ts';
import { probeJob } from '../volsync/probe-job.ts';
import { resources } from '../volsync/resources.ts';
import { hasSamePod, injectionOf, rewritten } from '../volsync/mover-injection.ts';
import { moverRoles, type MoverProbe, type MoverRole } from '../volsync/mover-policies.ts';

type ProbePorts = ClusterContext<'create'>;

/** Probes the movers of both roles in each namespace. */
export function probeMovers(namespaces: readonly string[], ports: ProbePorts): Promise<readonly MoverProbe[]> {
  const wanted = namespaces.flatMap((namespace) => moverRoles.map((role) => ({ namespace, role })));
  return pMap(wanted, ({ namespace, role }) => probeMover(namespace, role, ports), { concurrency });
}

/** Sends a Job as VolSync creates it as a dry run, and again as VolSync would rewrite it. Nothing is created. */
async function probeMover(namespace: string, role: MoverRole, ports: ProbePorts): Promise<MoverProbe> {
  const sent = moverJob(namespace, role);
  try {
    const admitted = await send(sent, ports);
    const again = await send(rewritten(sent, admitted), ports);
    const answer = {
      kind: 'admitted',
      injection: injectionOf(sent, admitted),
      isStable: hasSamePod(admitted, again),
    } as const;
    return { namespace, role, answer };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const kind = error.kind === 'refused' ? 'refused' : 'unknown';
    return { namespace, role, answer: { kind, why: error.message } };
  }
}

const concurrency = 16;

/** No app has this name, so no running mover is in the way. */
const probeName = 'volsyncctl-policy-probe';

function moverJob(namespace: string, role: MoverRole): NewObject<Job> {
  const job = probeJob({ metadata: { name: probeName, namespace }, spec: { restic: {} } }, 'volsync-mover');
  if (role === 'source') return job;
  const name = `volsync-dst-${probeName}`;
  return { ...job, metadata: { ...job.metadata, name } };
}

function send(job: NewObject<Job>, { cluster, signal }: ProbePorts): Promise<Job> {
  return cluster.create(resources.jobs, job, { isDryRun: true }, signal);
}
