import type { Replication } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'every field that was applied is in the object';

export const droppedFields: Rule<Facts> = {
  name: 'dropped-fields',
  harm: 'no-backup',
  summary,
  explanation:
    'The API server silently drops fields that the installed CRD does not have. The annotation of "kubectl apply" still has them: a field in it that is not in the object was dropped, or removed later by hand. The CRDs are often older than VolSync, because Helm does not upgrade CRDs.',
  judge: ({ sources, destinations }) =>
    [...sources, ...destinations].map((status) => {
      const object = objectOf(status);
      const dropped = droppedFrom(status.object);
      if (dropped.length === 0) return fine(object, summary);
      return problem(object, {
        seen: `${dropped.join(', ')} ${dropped.length === 1 ? 'was' : 'were'} applied but ${dropped.length === 1 ? 'is' : 'are'} not in the object`,
        why: 'VolSync never sees it: the installed CRD is older than the manifest, or the name is misspelt',
        fix: shellCommand`kubectl explain ${object.kind.toLowerCase()}.spec.restic`,
        sure: 'likely',
      });
    }),
};

function droppedFrom({ metadata, spec }: Replication): readonly string[] {
  const text = metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  if (text === undefined) return [];
  const applied = specOf(text);
  return ['trigger', 'restic']
    .flatMap((part) => missing(branch(applied, part), branch(spec ?? {}, part)).map((name) => `spec.${part}.${name}`))
    .concat(missing(applied, spec ?? {}).map((name) => `spec.${name}`));
}

/** Anybody can write an annotation. */
function specOf(text: string): object {
  try {
    const { spec } = JSON.parse(text) as { readonly spec?: unknown };
    return typeof spec === 'object' && spec !== null ? spec : {};
  } catch {
    return {};
  }
}

function branch(tree: object, key: string): object {
  const value = (tree as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'object' && value !== null ? value : {};
}

/** Fields that are null, false or empty may be omitted by a later writer. */
function missing(applied: object, is: object): readonly string[] {
  return Object.entries(applied)
    .filter(([name, value]) => Boolean(value) && !(name in is) && name !== 'manual')
    .map(([name]) => name);
}
