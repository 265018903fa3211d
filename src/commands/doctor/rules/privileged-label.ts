import { fixCommands } from '../../../volsync/fix-commands.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';

const summary = 'privileged-movers is an annotation of the namespace';
const key = 'volsync.backube/privileged-movers';

export const privilegedLabel: Rule<Facts> = {
  name: 'privileged-label',
  harm: 'no-backup',
  summary,
  explanation:
    'VolSync reads the annotation volsync.backube/privileged-movers of the namespace. A label with that name does nothing, and movers cannot read the files of all users.',
  judge: (facts) =>
    judgeListed(facts.cluster.namespaces, { object: placeObject(facts), summary }, (namespaces) => {
      const used = new Set(facts.sources.map(({ object }) => object.metadata.namespace));
      return namespaces
        .filter(({ metadata }) => used.has(metadata.name))
        .map(({ metadata: { name, labels = {}, annotations = {} } }) => {
          const object = { kind: 'Namespace', name };
          if (!(key in labels) || key in annotations) return fine(object, summary);
          return problem(object, {
            seen: `namespace ${name} has ${key} as a label, not as an annotation`,
            why: "movers are not privileged and cannot read other users' files",
            fix: fixCommands.privilegedMovers(name),
          });
        });
    }),
};
