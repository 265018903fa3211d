import type { Facts } from '../facts.ts';
import { couldNotLook, type FindingObject, type Judged } from '../finding.ts';
import { secretKey } from '../judgement/secret-key.ts';
import { objectOf, statusRule } from '../judgement/status-rule.ts';

const said = statusRule({
  name: 'secret-missing',
  harm: 'no-backup',
  reasons: ['secret-missing'],
  summary: "the repository's Secret exists and has its keys",
  why: 'the mover cannot open the repository, so neither backup nor restore works',
  explanation:
    'spec.restic.repository names a Secret with RESTIC_REPOSITORY, RESTIC_PASSWORD and what the backend needs. Only the existence of the Secret is checked, never its values; the mover reports a missing key.',
});

export const secretMissing = {
  ...said,
  helperPod: 'repositories' as const,
  judge: (facts: Facts) => {
    const unseen = [...facts.sources, ...facts.destinations].flatMap((status) => unseenSecret(status, facts) ?? []);
    const hidden = new Set(unseen.map(({ object }) => nameOf(object)));
    const judged = said.judge(facts).filter(({ outcome, object }) => outcome !== 'fine' || !hidden.has(nameOf(object)));
    const byNamespace = new Map(unseen.map(({ object: { namespace = '' }, why }) => [namespace, why]));
    return [...judged, ...[...byNamespace].map(([name, why]) => hiddenSecrets(name, why))];
  },
};

/** A missing right is reported once per namespace, however many Secrets there are. */
function hiddenSecrets(name: string, why: string): Judged {
  return couldNotLook({ kind: 'Namespace', name }, 'whether the Secrets of repositories exist', why);
}

interface Unseen {
  readonly object: FindingObject;
  readonly why: string;
}

/** An opened repository proves its Secret. */
function unseenSecret(
  status: Facts['sources'][number] | Facts['destinations'][number],
  facts: Facts,
): Unseen | undefined {
  const secret = secretKey(status.object);
  const seen = secret === undefined ? undefined : facts.secrets.get(secret);
  if (seen === undefined || 'value' in seen) return undefined;
  const isOpened = facts.repositories?.some(
    ({ source, seen: repository }) => repository.kind === 'seen' && secretKey(source) === secret,
  );
  return isOpened === true ? undefined : { object: objectOf(status), why: seen.why };
}

function nameOf({ kind, namespace = '', name }: FindingObject): string {
  return `${kind} ${namespace}/${name}`;
}
