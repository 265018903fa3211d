import type { Facts } from '../facts.ts';
import { couldNotLook, type Judged } from '../finding.ts';
import { objectOf, statusRule } from '../judgement/status-rule.ts';

const summary = "the repository's Secret exists and has its keys";

const said = statusRule({
  name: 'secret-missing',
  harm: 'no-backup',
  reasons: ['secret-missing'],
  summary,
  why: 'the mover cannot open the repository, so neither backup nor restore works',
  explanation:
    'spec.restic.repository names a Secret with RESTIC_REPOSITORY, RESTIC_PASSWORD and what the backend needs. Only the existence of the Secret is asked for, never its values; that a key is missing is told by the mover.',
});

export const secretMissing = {
  ...said,
  judge: (facts: Facts) => {
    const unseen = [...facts.sources, ...facts.destinations].flatMap((status) => unseenSecret(status, facts) ?? []);
    const hidden = new Set(unseen.map(({ object: { kind, namespace, name } }) => `${kind} ${namespace ?? ''}/${name}`));
    const judged = said
      .judge(facts)
      .filter(
        ({ outcome, object: { kind, namespace, name } }) =>
          outcome !== 'fine' || !hidden.has(`${kind} ${namespace ?? ''}/${name}`),
      );
    return [...judged, ...unseen];
  },
};

/** A repository that was opened proves its Secret. */
function unseenSecret(
  status: Facts['sources'][number] | Facts['destinations'][number],
  facts: Facts,
): Judged | undefined {
  const { metadata, spec } = status.object;
  const secret = `${metadata.namespace ?? ''}/${spec?.restic?.repository ?? ''}`;
  const seen = facts.secrets.get(secret);
  if (seen === undefined || 'value' in seen) return undefined;
  const isOpened = facts.repositories?.some(
    ({ source, seen: repository }) =>
      repository.kind === 'seen' &&
      `${source.metadata.namespace ?? ''}/${source.spec?.restic?.repository ?? ''}` === secret,
  );
  return isOpened === true
    ? undefined
    : couldNotLook(objectOf(status), `whether Secret ${spec?.restic?.repository ?? ''} exists`, seen.why);
}
