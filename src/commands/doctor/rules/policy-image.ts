import { plainLine } from '../../../foreign-text.ts';
import { shellCommand } from '../../../shell-command.ts';
import type { Facts, ImageFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';

const summary = 'images that policies add to movers can be pulled';

export const policyImage: Rule<Facts> = {
  name: 'policy-image',
  harm: 'no-backup',
  summary,
  explanation:
    "An init container that an admission policy adds to movers, such as the jitter, has an image of its own. If it cannot be pulled, no mover starts. A helper pod with the mover's service account and pull secrets pulls it, unless the node has it already.",
  helperPod: 'images',
  judge: ({ images = [] }) => images.map(judge),
};

function judge({ image, container, namespace, failure }: ImageFacts): Judged {
  const object = { kind: 'Namespace', name: namespace };
  if (failure === undefined) return fine(object, summary);
  const { reason, message, details, hint } = failure;
  if (reason !== 'image-not-pullable') return couldNotLook(object, summary, message, hint);
  return problem(object, {
    seen: `policies add init container ${container} to movers, and its image ${plainLine(image)} cannot be pulled`,
    why: 'no mover starts, so nothing is backed up or restored',
    fix: shellCommand`volsyncctl policies -n ${namespace}`,
    evidence: [message, ...details],
  });
}
