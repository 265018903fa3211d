import { rawText } from '../../../foreign-text.ts';
import { controllerContainer } from '../../../volsync/controller-deployment.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { clusterObject, judgeListed } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'VolSync keeps the last lines of its movers';

export const moverLogs: Rule<Facts> = {
  name: 'mover-logs',
  harm: 'late-backup',
  summary,
  explanation:
    "With MOVER_LOG_MAX_BYTES=0, VolSync keeps no line of a mover's log in its status. The status then cannot tell whether a sync saved a snapshot or found an empty volume.",
  judge: ({ cluster }) =>
    judgeListed(cluster.controllers, { object: clusterObject, summary }, (all) =>
      all.flatMap((deployment) => {
        const { namespace, name } = deployment.metadata;
        const called = controllerContainer(deployment);
        const container = deployment.spec?.template?.spec?.containers?.find((one) => one.name === called);
        if (container === undefined) return [];
        const object = { kind: 'Deployment', namespace, name };
        const bytes = container.env?.find((variable) => variable.name === 'MOVER_LOG_MAX_BYTES')?.value;
        if (rawText(bytes ?? '').trim() !== '0') return [fine(object, summary)];
        const fix = shellCommand`kubectl set env deployment/${name} -n ${namespace ?? ''} -c ${container.name} MOVER_LOG_MAX_BYTES-`;
        const why = 'a sync that backed up nothing looks like a success';
        return [problem(object, { seen: 'MOVER_LOG_MAX_BYTES is 0', why, fix })];
      }),
    ),
};
