import { bindingOf, mutatingPolicy } from './admission-policy.ts';
import { dryRunMover } from './admission-probe.ts';
import { bootstrapName } from './app-options.ts';
import { type AppTarget, appOf, type Fault, type FaultTarget } from './fault-target.ts';
import { apply, kubectl, type Manifest, until } from './kubectl.ts';

/**
 * Gives the app's movers an image that does not exist, with a policy for this app only: VolSync has one image for all
 * apps, and changing that would break every other test and requires a restart of VolSync.
 */
export const moverImage: Fault = {
  description: "the app's mover has an image that cannot be pulled",
  needs: 'app',
  on: async (target) => {
    const policy = policyFor(target);
    await apply([policy, bindingOf(policy)]);
    await until('the policy is in effect', async () => (await imageOf(target)) === noImage);
  },
  off: async (target) => {
    const { name } = policyFor(target).metadata;
    const kinds = 'mutatingadmissionpolicybinding,mutatingadmissionpolicy';
    await kubectl(['delete', kinds, name, '--ignore-not-found']);
    await until('the policy is out of effect', async () => (await imageOf(target)) !== noImage);
  },
};

/** Nothing listens there, so the pull fails immediately instead of after a name lookup. */
const noImage = '127.0.0.1:1/volsync-mover:v0.0.0';

function jobsOf({ app }: AppTarget): string[] {
  return [`volsync-src-${app}`, `volsync-dst-${bootstrapName(app)}`];
}

/** A name that no Job has: otherwise the dry run would be refused while a mover runs. */
function probeOf({ app }: AppTarget): string {
  return `volsync-src-${app}-lab-probe`;
}

function policyFor(target: FaultTarget): Manifest {
  const app = appOf(target);
  return mutatingPolicy(`lab-mover-image-${app.namespace}-${app.app}`, {
    conditions: {
      'is-a-mover-of-the-app': `object.metadata.namespace == '${app.namespace}' && object.metadata.name in ${JSON.stringify([...jobsOf(app), probeOf(app)])}`,
    },
    mutations: [`[JSONPatch{op: "replace", path: "/spec/template/spec/containers/0/image", value: "${noImage}"}]`],
  });
}

/** In a deleted namespace there is no image to break. */
async function imageOf(target: FaultTarget): Promise<string | undefined> {
  const { namespace } = appOf(target);
  if ((await kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name'])) === '') return undefined;
  const pod = await dryRunMover({ name: probeOf(appOf(target)), namespace });
  return pod.containers[0]?.image;
}
