import { plainLine, rawText, type ForeignText } from '../../../foreign-text.ts';
import type { Container, Deployment } from '../../../kubernetes/objects.ts';
import { controllerContainer, moverSettings } from '../../../volsync/controller-deployment.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { clusterObject, judgeListed } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'movers run the same release as the controller';

export const moverImage: Rule<Facts> = {
  name: 'mover-image',
  harm: 'late-backup',
  summary,
  explanation:
    "The controller and the mover's script belong together. If the mover uses another tag of the same image, an upgrade left one of the two behind.",
  judge: ({ cluster }) =>
    judgeListed(cluster.controllers, { object: clusterObject, summary }, (all) =>
      all.flatMap((deployment) => judgeImages(deployment) ?? []),
    ),
};

function judgeImages(deployment: Deployment): Judged | undefined {
  const own = containerOf(deployment)?.image;
  const movers = moverSettings([deployment])?.image;
  if (own === undefined || movers === undefined) return undefined;
  const { namespace, name } = deployment.metadata;
  const object = { kind: 'Deployment', namespace, name };
  if (own === movers || baseOf(own) !== baseOf(movers)) return fine(object, summary);
  return problem(object, {
    seen: `the controller runs ${plainLine(own)}, its movers ${plainLine(movers)}`,
    why: "the mover's script and the controller may be incompatible",
    fix: shellCommand`kubectl edit deployment ${name} -n ${namespace ?? ''}`,
    sure: 'likely',
  });
}

function containerOf(deployment: Deployment): Container | undefined {
  const name = controllerContainer(deployment);
  return deployment.spec?.template?.spec?.containers?.find((container) => container.name === name);
}

/** Without tag and digest; a port is not a tag. */
function baseOf(image: ForeignText): string {
  return rawText(image)
    .replace(/@.*$/, '')
    .replace(/:[^/:]+$/, '');
}
