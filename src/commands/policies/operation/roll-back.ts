import { isDeepStrictEqual } from 'node:util';
import { Failure, isFailure } from '../../../errors.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { shellCommand, shellWords } from '../../../shell-command.ts';
import { managesField } from '../../../volsync/field-manager.ts';
import { specIs, type PlannedChange, type Specified } from './plan-install.ts';

/** A change that was sent. `answer`: the object as the server stored it; undefined if its answer was lost. */
export interface SentChange {
  readonly planned: PlannedChange;
  readonly answer: Specified | undefined;
}

type Ports = ClusterContext<'find' | 'patch' | 'delete'>;

/** What could not be rolled back, and the command that does it. */
interface Left {
  readonly what: string;
  readonly command: string;
}

/**
 * Rolls back what was sent, bindings first, so that no half-installed policy is in effect; what somebody else has
 * created or changed since is left. Returns the Failure with the result, after the one that was the reason.
 */
export async function rollBack(reason: Failure, sent: readonly SentChange[], ports: Ports): Promise<Failure> {
  const left: Left[] = [];
  for (const each of sent.toReversed()) {
    try {
      await undo(each, ports);
    } catch (error) {
      left.push(leftOf(each.planned, error));
    }
  }
  const { kind, hint, details, missingRight, cause } = reason;
  const message = reason.message.replace(/\.$/, '');
  const end = sent.length === 0 ? 'nothing was changed' : 'the policies were rolled back';
  if (left.length === 0) return new Failure(kind, `${message}; ${end}`, { hint, details, missingRight, cause });
  return new Failure(kind, `${message}; not everything could be rolled back`, {
    details: [...details, ...left.map(({ what }) => what)],
    hint: left.map(({ command }) => command),
    missingRight,
    cause,
  });
}

/** A refusal means that the object is not as we left it: undoing it is up to whoever changed it. */
function leftOf(planned: PlannedChange, error: unknown): Left {
  const { kind, name } = planned;
  const why = error instanceof Error ? error.message : String(error);
  if (!isFailure(error, 'refused')) return { what: `${kind} ${name}: ${why}`, command: undoCommand(planned) };
  const command = shellCommand`kubectl get ${kind.toLowerCase()} ${name} -o yaml --show-managed-fields`;
  return { what: `${kind} ${name} was changed by someone else and was left as it is: ${why}`, command };
}

/** The command that undoes one change of the plan manually. */
export function undoCommand({ kind, name, change: { before } }: PlannedChange): string {
  const object = shellWords`${kind.toLowerCase()} ${name}`;
  if (before === undefined) return shellCommand`kubectl delete ${object}`;
  return shellCommand`kubectl patch ${object} --type json -p ${JSON.stringify([specIs(before.spec)])}`;
}

async function undo(each: SentChange, { cluster, signal }: Ports): Promise<void> {
  const { resource, before } = each.planned.change;
  const key = { namespace: '', name: each.planned.name };
  const ours = each.answer ?? (await storedByUs(each.planned, { cluster, signal }));
  if (ours === undefined) return;
  const { uid, resourceVersion } = ours.metadata;
  if (before === undefined) {
    if (uid === undefined) throw new Error('the server did not return its UID');
    await cluster.delete(resource, key, { uid }, signal);
    return;
  }
  const isOurs = { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersion };
  await cluster.patch(resource, key, [isOurs, specIs(before.spec)], {}, signal);
}

/** What a request without an answer has stored; undefined if it did not arrive. Changes of others are left to them. */
async function storedByUs(
  { name, change: { resource, before, expected } }: PlannedChange,
  { cluster, signal }: Ports,
): Promise<Specified | undefined> {
  const found = await cluster.find(resource, { namespace: '', name }, signal);
  if (found === undefined || found.metadata.resourceVersion === before?.metadata.resourceVersion) return undefined;
  return isDeepStrictEqual(found.spec, expected) && managesField(found, 'volsyncctl', 'spec') ? found : undefined;
}

/** Whether a failed request may have arrived anyway. */
export function isAnswerLost(error: unknown): boolean {
  return !isFailure(error) || isFailure(error, 'interrupted', 'unreachable', 'timeout');
}
