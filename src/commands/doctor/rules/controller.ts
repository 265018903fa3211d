import { plainLine } from '../../../foreign-text.ts';
import type { Deployment } from '../../../kubernetes/objects.ts';
import { controllerContainer } from '../../../volsync/controller-deployment.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { clusterObject, judgeListed } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = "one Deployment of VolSync's controller is ready";

export const controller: Rule<Facts> = {
  name: 'controller',
  harm: 'no-backup',
  summary,
  explanation:
    'VolSync works only while its controller runs, and two Deployments of it work against each other. The Deployment is found by its label control-plane and its command /manager, not by its name.',
  judge: ({ cluster, sources }) =>
    judgeListed(cluster.controllers, { object: clusterObject, summary }, (all) => {
      const own = all.filter((deployment) => controllerContainer(deployment) !== undefined);
      if (own.length === 0) return sources.length === 0 ? [fine(clusterObject, summary)] : [absent];
      return [...own.map(judgeReady), ...(own.length > 1 ? [several(own)] : [])];
    }),
};

const absent = problem(clusterObject, {
  seen: "no Deployment of VolSync's controller was found",
  why: 'without it, VolSync starts no sync',
  fix: 'kubectl get deployments -A -l control-plane',
  sure: 'likely',
});

function judgeReady(deployment: Deployment): Judged {
  const { namespace = '', name } = deployment.metadata;
  const { readyReplicas = 0, conditions = [] } = deployment.status ?? {};
  const object = objectOf(deployment);
  if (readyReplicas > 0) return fine(object, summary);
  const replicas = deployment.spec?.replicas ?? 1;
  return problem(object, {
    seen:
      replicas === 0 ? `Deployment ${name} is scaled to 0` : `0 of ${replicas} pods of Deployment ${name} are ready`,
    why: 'no sync starts or ends until it runs',
    fix:
      replicas === 0
        ? shellCommand`kubectl scale deployment ${name} -n ${namespace} --replicas 1`
        : shellCommand`kubectl describe deployment ${name} -n ${namespace}`,
    evidence: conditions.flatMap(({ type, status, message }) =>
      message ? [`${type} ${status}: ${plainLine(message)}`] : [],
    ),
  });
}

function several(own: readonly Deployment[]): Judged {
  const names = own.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).join(', ');
  return problem(clusterObject, {
    seen: `${own.length} Deployments of VolSync's controller: ${names}`,
    why: "they work against each other: each restarts the other's movers",
    fix: 'kubectl get deployments -A -l control-plane',
  });
}

function objectOf({ metadata }: Deployment): FindingObject {
  return { kind: 'Deployment', namespace: metadata.namespace, name: metadata.name };
}
