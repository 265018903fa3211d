import { randomBytes } from 'node:crypto';
import { Failure, type Access } from '../../../errors.ts';
import type { Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { refuseLeased } from '../../../sources/claim-lease.ts';
import { withOpenRestore } from '../../../sources/open-restores.ts';
import { notFound } from '../../../sources/not-found.ts';
import type { QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import { resources } from '../../../volsync/resources.ts';
import { suspendableKinds } from '../../../volsync/suspendable-kinds.ts';
import { triggerRefusal } from '../../../volsync/trigger-refusal.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { findAllSuspendable } from '../../../workloads/find-all-suspendable.ts';
import { findWorkloads } from '../../../workloads/find-workloads.ts';
import { refuseQuiesced } from '../../../workloads/refuse-quiesced.ts';
import { workloadKinds } from '../../../workloads/workload-kinds.ts';
import { stopRights } from '../rights.ts';
import { usesCopyTrigger } from './copy-trigger.ts';
import type { QuiesceCommand, QuiescePlan, QuiesceRequest } from './plan.ts';
import type { QuiescePorts } from './ports.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Determines what to stop for a backup, and throws if anything prevents it. Changes nothing. */
export async function planQuiesce(request: QuiesceRequest, ports: QuiescePorts): Promise<QuiescePlan> {
  const { app, maxDowntimeMs } = request;
  const source = await quiescable(request, ports);
  const claim = await claimOf(source, ports);
  const { repository } = source.spec?.restic ?? {};
  const key = { namespace: app.namespace, name: claim.metadata.name };
  for (const words of await refuseLeased({ claim: key, repository }, ports)) ports.report({ type: 'step', words });
  const found = await takenDown(request, claim, ports);
  const journal: QuiesceJournal = {
    schema: 'volsyncctl/quiesce-journal/v1',
    run: randomBytes(8).toString('hex'),
    creator: creatorOf(ports),
    startedAt: ports.now().toISOString(),
    claim: claim.metadata.name,
    ...found.taken,
  };
  await refuseQuiesced({ namespace: app.namespace, ...journal }, ports);
  const copyTrigger = usesCopyTrigger(claim);
  const access = accessTo('patch', resources.persistentVolumeClaims, app.namespace, claim);
  if (copyTrigger) await requireAccess([access], ports);
  const { how, what, exec } = found;
  return { app, journal, how, what, exec, maxDowntimeMs, usesCopyTrigger: copyTrigger, repository };
}

/** Without the fields that are unknown. */
function creatorOf(ports: QuiescePorts): QuiesceJournal['creator'] {
  const { hostname, pid, place } = ports.creator();
  return { hostname, pid, ...(place !== undefined && { place }) };
}

type Taken = Pick<QuiesceJournal, 'holds' | 'workloads' | 'after'>;

async function quiescable({ app }: QuiesceRequest, ports: QuiescePorts): Promise<ReplicationSource> {
  const found = await ports.cluster.find(resources.replicationSources, app, ports.signal);
  if (found === undefined) throw await notFound(ports.cluster, resources.replicationSources, app, ports.signal);
  const source = await withOpenRestore(found, ports);
  const refusal = triggerRefusal(source);
  if (refusal !== undefined) {
    throw new Failure('refused', `${app.namespace}/${app.name}: ${refusal.message}`, { hint: refusal.hint });
  }
  const copyMethod = source.spec?.restic?.copyMethod ?? '';
  if (copyMethod === 'Snapshot' || copyMethod === 'Clone') return source;
  const message = `${app.namespace}/${app.name} has copyMethod ${copyMethod}: VolSync makes no copy of its volume, so the app would be down for the whole upload.`;
  throw new Failure('refused', message, {
    hint: [
      shellCommand`set copyMethod to Snapshot or Clone: kubectl edit replicationsource ${app.name} -n ${app.namespace}`,
      shellCommand`back up without stopping it: volsyncctl trigger ${app.name} -n ${app.namespace}`,
    ],
  });
}

async function claimOf({ metadata, spec }: ReplicationSource, ports: QuiescePorts): Promise<PersistentVolumeClaim> {
  const key = { namespace: metadata.namespace ?? '', name: spec?.sourcePVC ?? '' };
  const claim = await ports.cluster.find(resources.persistentVolumeClaims, key, ports.signal);
  if (claim !== undefined) return claim;
  throw new Failure('not-found', `PVC ${key.namespace}/${key.name} does not exist.`, {
    hint: shellCommand`kubectl get pvc -n ${key.namespace}`,
  });
}

async function takenDown(
  { app, exec, ignoresGitOps }: QuiesceRequest,
  claim: PersistentVolumeClaim,
  ports: QuiescePorts,
): Promise<Pick<QuiescePlan, 'how' | 'what' | 'exec'> & { readonly taken: Taken }> {
  if (exec !== undefined) return commandFor(app.namespace, exec, ports);
  const { namespace } = app;
  await requireAccess(readAccess(namespace), ports);
  const users = await findWorkloads({ namespace, claim: claim.metadata.name }, ports);
  const found = await findAllSuspendable({ users, others: [], ignoresGitOps, stoppedFor: 'backup' }, ports);
  const [first, ...others] = found.refusals;
  if (first !== undefined) {
    throw new Failure('refused', `${namespace}/${app.name} cannot be stopped for its backup: ${first}`, {
      details: others,
      hint: shellCommand`or back up without stopping it: volsyncctl trigger ${app.name} -n ${namespace}`,
    });
  }
  const holds = found.holds.filter(({ suspendBefore }) => suspendBefore !== true);
  const workloads = users.workloads.filter(({ replicas }) => replicas > 0);
  await requireAccess(
    [
      ...found.missingRights,
      ...holds.map((hold) =>
        accessTo('patch', suspendableKinds[hold.kind].resource, hold.namespace, { metadata: hold }),
      ),
      ...workloads.map((each) => accessTo('patch', workloadKinds[each.kind], namespace, { metadata: each })),
    ],
    ports,
  );
  found.warnings.forEach((words) => ports.report({ type: 'step', words }));
  const what = workloads.map(({ kind, name }) => `${kind} ${name}`);
  return { how: 'scale', what, exec: undefined, taken: { holds, workloads, after: null } };
}

async function commandFor(namespace: string, exec: QuiesceCommand, ports: QuiescePorts) {
  const pod = await ports.cluster.find(resources.pods, { namespace, name: exec.pod }, ports.signal);
  const hint = shellCommand`kubectl get pods -n ${namespace}`;
  if (pod === undefined) throw new Failure('not-found', `Pod ${namespace}/${exec.pod} does not exist.`, { hint });
  const containers = (pod.spec?.containers ?? []).map(({ name }) => name);
  const container =
    exec.container ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? containers[0] ?? '';
  if (!containers.includes(container)) {
    const message = `Pod ${namespace}/${exec.pod} has no container ${container}: it has ${containers.join(', ')}.`;
    throw new Failure('not-found', message);
  }
  await requireAccess(
    [{ verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace, name: exec.pod }],
    ports,
  );
  const uid = pod.metadata.uid ?? '';
  const after = exec.after === undefined ? null : { pod: exec.pod, uid, container, command: exec.after };
  const what = [`pod ${exec.pod}, container ${container}`];
  return { how: 'exec' as const, what, exec: { ...exec, container }, taken: { holds: [], workloads: [], after } };
}

function accessTo(
  verb: string,
  { group, plural }: Resource<KubeObject>,
  namespace: string,
  { metadata: { name } }: { readonly metadata: { readonly name: string } },
): Access {
  return { verb, group, resource: plural, namespace, name };
}

/** All rights for finding and stopping, so that all missing ones are reported together. */
function readAccess(namespace: string): readonly Access[] {
  return stopRights.flatMap(({ group, resource, verbs }) =>
    verbs.filter((verb) => verb !== 'patch').map((verb) => ({ verb, group, resource, namespace })),
  );
}

/** Without the right to start it again, a stopped workload would stay stopped. */
async function requireAccess(needed: readonly Access[], { cluster, signal }: QuiescePorts): Promise<void> {
  const answers = await Promise.all(needed.map((access) => cluster.isAllowed(access, signal)));
  const missing = needed.filter((_, index) => answers[index] === false);
  const [first] = missing;
  if (first === undefined) return;
  throw new Failure('forbidden', 'Permissions are missing to stop and start the app; nothing was changed.', {
    missingRight: first,
    details: missing.map(
      ({ verb, resource, group, name = '' }) => `${verb} ${resource}${group && `.${group}`} ${name}`,
    ),
    hint: 'ask an administrator to apply the output of: volsyncctl rbac trigger',
  });
}
