import { plainLine } from '../foreign-text.ts';
import type { Condition, KubeObject } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';
import type { Judgement } from './verdict.ts';

/** The fields used here of an ExternalSecret of the External Secrets Operator. */
export interface ExternalSecret extends KubeObject {
  readonly spec?: { readonly target?: { readonly name?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** The ExternalSecret that writes a Secret and overwrites manual changes of it; undefined if none does. */
export function writerOf(secret: string, all: readonly ExternalSecret[]): ExternalSecret | undefined {
  return all.find(({ metadata, spec }) => (spec?.target?.name ?? metadata.name) === secret);
}

/** Adds to a judgement about a Secret that an ExternalSecret writes it: its state, and how to refresh it. */
export function ofExternalSecret(judgement: Judgement, secret: string, writer: ExternalSecret): Judgement {
  const { detail, hint } = writerNote(secret, writer);
  return { ...judgement, details: [detail, ...judgement.details], hint };
}

/** The state of the ExternalSecret that writes a Secret, and the command that refreshes it. */
export function writerNote(
  secret: string,
  { metadata: { name, namespace = '' }, status }: ExternalSecret,
): { readonly detail: string; readonly hint: string } {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const why = [ready?.reason, ready?.message].flatMap((text) => (text ? [plainLine(text)] : [])).join(', ');
  const state = `Ready ${ready?.status ?? 'is missing'}${why === '' ? '' : `: ${why}`}`;
  return {
    detail: `Secret ${secret} is written by ExternalSecret ${namespace}/${name} (${state}): a change to the Secret would be overwritten, so correct the value in its store`,
    hint: shellCommand`kubectl annotate externalsecret ${name} -n ${namespace} force-sync=$(date +%s) --overwrite`,
  };
}

/**
 * The same if it could not be read whether an ExternalSecret writes the Secret: does not suggest editing what may be
 * overwritten.
 */
export function ofUnseenWriter(judgement: Judgement, secret: string, why: string, namespace: string): Judgement {
  const what = `whether an ExternalSecret writes Secret ${secret} is not known: ${why}`;
  const hint = shellCommand`kubectl get secret ${secret} -n ${namespace} -o jsonpath='{.metadata.ownerReferences}'`;
  return { ...judgement, details: [...judgement.details, what], hint };
}
