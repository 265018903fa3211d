import { limitedUsers } from './credentials.ts';
import type { Fault, FaultTarget } from './fault-target.ts';
import { apply, kubectl, type Manifest } from './kubectl.ts';

/** Grants rights to one of the users without any: in a namespace, or in all if none is named. */
export const userRights: Fault = {
  description: 'the user (limited-1 to limited-5) may do what --allow says, and nothing else',
  needs: 'user',
  on: async (target) => {
    await removeRights(target);
    await apply([roleOf(target), bindingOf(target)]);
  },
  off: removeRights,
};

/** Parses a rule such as `get:pods`, `get:pods/log` or `patch:replicationsources.volsync.backube`. */
export function ruleOf(allowed: string): { apiGroups: string[]; resources: string[]; verbs: string[] } {
  const [verb, target, ...rest] = allowed.split(':');
  const [, plural, group = '', subresource = ''] =
    /^([a-z*]+)((?:\.[a-z0-9.-]+)?)((?:\/[a-z]+)?)$/.exec(target ?? '') ?? [];
  if (verb === undefined || verb === '' || plural === undefined || rest.length > 0) {
    throw new Error(`${allowed} is not of the form verb:resource.group, such as get:pods/log`);
  }
  return { apiGroups: [group.slice(1)], resources: [`${plural}${subresource}`], verbs: [verb] };
}

const rbac = 'rbac.authorization.k8s.io';

function roleOf(target: FaultTarget): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: kindOf(target),
    metadata: metadataOf(target),
    rules: (target.allow ?? []).map(ruleOf),
  };
}

function bindingOf(target: FaultTarget): Manifest {
  const metadata = metadataOf(target);
  return {
    apiVersion: `${rbac}/v1`,
    kind: `${kindOf(target)}Binding`,
    metadata,
    roleRef: { apiGroup: rbac, kind: kindOf(target), name: metadata.name },
    subjects: [{ apiGroup: rbac, kind: 'User', name: userOf(target) }],
  };
}

async function removeRights(target: FaultTarget): Promise<void> {
  const kind = kindOf(target).toLowerCase();
  const place = target.namespace === undefined ? [] : ['-n', target.namespace];
  await kubectl(['delete', `${kind}binding,${kind}`, metadataOf(target).name, '--ignore-not-found', ...place]);
}

function metadataOf(target: FaultTarget): Manifest['metadata'] {
  const name = `lab-${userOf(target)}`;
  return target.namespace === undefined ? { name } : { name, namespace: target.namespace };
}

function kindOf({ namespace }: FaultTarget): 'Role' | 'ClusterRole' {
  return namespace === undefined ? 'ClusterRole' : 'Role';
}

function userOf({ app }: FaultTarget): string {
  if (app === undefined || !limitedUsers.includes(app)) throw new Error(`name one of ${limitedUsers.join(', ')}`);
  return app;
}
