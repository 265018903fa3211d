import { isFailure } from '../../../errors.ts';
import { mutatingWebhookConfigurations } from '../../../kubernetes/admission.ts';
import { allowed } from '../../../kubernetes/allowed.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { servedPolicies } from '../../../kubernetes/served-policies.ts';
import { probeMovers } from '../../../mover/probe-mover.ts';
import { resources } from '../../../volsync/resources.ts';
import type { PolicyFacts } from '../judgement/facts.ts';

type PolicyPorts = ClusterContext<'create' | 'list'>;

/**
 * Reads policies, webhooks and movers, and probes each namespace with sources; `namespace` undefined means all of them.
 */
export async function readPolicies(
  namespace: string | undefined,
  fallback: string,
  ports: PolicyPorts,
): Promise<PolicyFacts> {
  const { cluster, signal } = ports;
  const scope = { namespace };
  const labelled = { namespace, labelSelector: 'app.kubernetes.io/created-by=volsync' };
  const [served, webhooks, sources, destinations, jobs] = await Promise.all([
    allowed(servedPolicies(ports)),
    allowed(cluster.list(mutatingWebhookConfigurations, {}, signal)),
    cluster.list(resources.replicationSources, scope, signal),
    allowed(cluster.list(resources.replicationDestinations, scope, signal)),
    allowed(cluster.list(resources.jobs, labelled, signal)),
  ]);
  const found = new Set(sources.map(({ metadata }) => metadata.namespace ?? ''));
  const namespaces = namespace !== undefined ? [namespace] : found.size > 0 ? [...found].sort() : [fallback];
  const [probes, hasNfsMoverVolumes] = await Promise.all([
    probeMovers(namespaces, ports),
    allowed(takesNfs(namespaces[0] ?? fallback, ports)),
  ]);
  return { served, webhooks, probes, jobs, sources, destinations, hasNfsMoverVolumes };
}

/** A write with a field that the CRD does not have is refused, including a dry run. */
async function takesNfs(namespace: string, { cluster, signal }: PolicyPorts): Promise<boolean> {
  const nfs = { server: 'nas', path: '/' };
  const restic = { moverVolumes: [{ mountPath: 'repository', volumeSource: { nfs } }] };
  const source = { metadata: { name: 'volsyncctl-policy-probe', namespace }, spec: { restic } };
  try {
    await cluster.create(resources.replicationSources, source, { isDryRun: true }, signal);
    return true;
  } catch (error) {
    if (isFailure(error, 'refused')) return false;
    throw error;
  }
}
