import { shellCommand } from '../shell-command.ts';
import { isForbidden } from '../restic/damage.ts';
import { lastSyncOf } from './last-sync.ts';
import { fixCommands } from './fix-commands.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { MoverEnvironment } from './mover-environment.ts';
import { unknownApp, unprotected, type Judgement } from './verdict.ts';

/**
 * Judges an app whose repository did not list its snapshots; `address` if it is known. Only what would certainly
 * prevent a restore as well counts against the app; what could not be reached proves nothing.
 */
export function judgeSilence(failure: Diagnosis, environment: MoverEnvironment, address?: string): Judgement {
  const { message, details } = failure;
  const extra = { details, hint: hintFor(failure, environment) };
  switch (failure.reason) {
    case 'repository-missing': {
      const where = address === undefined ? message : `${message} at ${address}`;
      if (environment.hiddenMounts !== undefined)
        return unknownApp('forbidden', `${where}, but ${environment.hiddenMounts}`, extra);
      return unprotected('repository-missing', ...neverMade(where, environment, extra));
    }
    case 'wrong-password':
    case 'secret-missing':
      return unprotected(failure.reason, message, extra);
    case 'damaged':
      return unprotected('damaged', message, extra);
    case 'repository-unreachable':
      return unknownApp(failure.reason, address === undefined ? message : `${message}: ${address}`, extra);
    default:
      return unknownApp(failure.reason, message, extra);
  }
}

/** VolSync reports success for a sync of an empty volume, and creates no repository for it. */
function neverMade<T extends object>(where: string, { source }: MoverEnvironment, extra: T): [string, T] {
  if (lastSyncOf(source).kind !== 'empty') return [where, extra];
  const hint = fixCommands.trigger({ kind: 'replicationsource', object: source });
  return [`${where}: the last sync found an empty volume and backed up nothing`, { ...extra, hint }];
}

function hintFor({ reason, details, hint }: Diagnosis, { source, secret }: MoverEnvironment): string | undefined {
  const { name, namespace = '' } = source.metadata;
  if (reason === 'repository-unreachable' && details.some(isForbidden)) return fixCommands.privilegedMovers(namespace);
  switch (reason) {
    case 'wrong-password':
      return shellCommand`kubectl edit secret ${secret} -n ${namespace}`;
    case 'secret-missing':
      return shellCommand`kubectl get secret ${secret} -n ${namespace}`;
    case 'repository-missing':
      return shellCommand`volsyncctl status ${name} -n ${namespace}`;
    case 'quota-exceeded':
      return shellCommand`kubectl describe quota -n ${namespace}`;
    case 'forbidden':
      return shellCommand`volsyncctl rbac verify -n ${namespace}`;
    default:
      return hint;
  }
}
