import { controllerContainer } from '../../../volsync/controller-deployment.ts';
import { fixCommands } from '../../../volsync/fix-commands.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { clusterObject, judgeListed, seen } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the VolumePopulator of ReplicationDestinations is registered';

export const volumePopulator: Rule<Facts> = {
  name: 'volume-populator',
  harm: 'data-loss',
  summary,
  explanation:
    'VolSync fills a PVC whose dataSourceRef names a ReplicationDestination. If the API server serves VolumePopulators, VolSync registers itself with one; without it, Kubernetes warns about an unknown data source.',
  judge: ({ cluster }) =>
    judgeListed(cluster.populators, { object: clusterObject, summary }, (all) => {
      const isServed = 'value' in cluster.populators && cluster.populators.isServed;
      const isThere = all.some(
        ({ sourceKind }) => sourceKind?.group === 'volsync.backube' && sourceKind.kind === 'ReplicationDestination',
      );
      if (!isServed || isThere) return [fine(clusterObject, summary)];
      return [
        problem(clusterObject, {
          seen: 'the API server serves VolumePopulators, but none is for ReplicationDestinations',
          why: 'a PVC that a destination fills may stay Pending',
          // The controller registers it at start-up.
          fix: restart(cluster.controllers),
          sure: 'likely',
        }),
      ];
    }),
};

function restart(controllers: Facts['cluster']['controllers']): string {
  const own = seen(controllers).find((deployment) => controllerContainer(deployment) !== undefined);
  if (own === undefined) return fixCommands.controller;
  return shellCommand`kubectl rollout restart deployment/${own.metadata.name} -n ${own.metadata.namespace ?? ''}`;
}
