import { plainLine } from '../../../foreign-text.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = "the ExternalSecret of the repository's Secret is ready";

export const externalSecret: Rule<Facts> = {
  name: 'external-secret',
  harm: 'no-backup',
  summary,
  explanation:
    'If the Secret of a repository comes from an ExternalSecret, that must be ready: without a current Secret movers cannot open the repository, at the latest after the next change of the password.',
  judge: (facts) => {
    const unseen = { object: placeObject(facts), summary };
    return judgeListed(facts.objects.externalSecrets, unseen, (all) => {
      const used = new Set(
        [...facts.sources, ...facts.destinations].map(
          ({ object: { metadata, spec } }) => `${metadata.namespace ?? ''}/${spec?.restic?.repository ?? ''}`,
        ),
      );
      return all
        .filter(({ metadata, spec }) => used.has(`${metadata.namespace ?? ''}/${spec?.target?.name ?? metadata.name}`))
        .map(({ metadata: { namespace, name }, spec, status }) => {
          const object = { kind: 'ExternalSecret', namespace, name };
          const ready = status?.conditions?.find(({ type }) => type === 'Ready');
          if (ready?.status !== 'False') return fine(object, summary);
          return problem(object, {
            seen: `ExternalSecret ${name} is not ready: ${plainLine(ready.reason ?? '')} ${plainLine(ready.message ?? '')}`.trim(),
            why: `Secret ${spec?.target?.name ?? name} is missing or not up to date, so movers cannot open the repository`,
            fix: shellCommand`kubectl describe externalsecret ${name} -n ${namespace ?? ''}`,
          });
        });
    });
  },
};
