import { plain } from '../../../foreign-text.ts';
import { attempted, type Allowed } from '../../../kubernetes/allowed.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { Deployment, Pod } from '../../../kubernetes/objects.ts';
import { controllerContainer, podsOfDeployment } from '../../../volsync/controller-deployment.ts';
import { resources } from '../../../volsync/resources.ts';
import type { Facts } from '../facts.ts';

type Ports = ClusterContext<'list' | 'logs'>;

/** Longer than the longest retry interval; if the controller logs too much in this time, only the end is read. */
const sinceSeconds = 40 * 60;
const tailLines = 20_000;

/**
 * The lines of the controller's log that may be errors, or why it cannot be read; undefined without a controller.
 * `pods` are those of all namespaces, if they were listed.
 */
export async function readControllerErrors(
  { controllers }: Pick<Facts['cluster'], 'controllers'>,
  pods: Facts['objects']['pods'] | undefined,
  ports: Ports,
): Promise<Allowed<readonly string[]> | undefined> {
  const own = 'why' in controllers ? [] : controllers.value.filter((one) => controllerContainer(one) !== undefined);
  if (own.length === 0) return undefined;
  const lines = Promise.all(own.map((deployment) => linesOf(deployment, pods, ports)));
  return attempted(
    "read the controller's log",
    lines.then((read) => read.flat()),
  );
}

async function linesOf(
  deployment: Deployment,
  listed: Facts['objects']['pods'] | undefined,
  { cluster, signal }: Ports,
): Promise<readonly string[]> {
  const isListed = listed !== undefined && 'value' in listed;
  const pods = isListed
    ? listed.value.filter((pod) => isPodOf(pod, deployment))
    : await cluster.list(resources.pods, podsOfDeployment(deployment), signal);
  const container = controllerContainer(deployment);
  const lines: string[] = [];
  for (const { metadata } of pods) {
    const request = { namespace: metadata.namespace ?? '', name: metadata.name, container, sinceSeconds, tailLines };
    for await (const said of cluster.logs(request, signal)) {
      const line = plain(said);
      if (mayBeError(line)) lines.push(line);
    }
  }
  return lines;
}

function isPodOf({ metadata }: Pod, { metadata: { namespace }, spec }: Deployment): boolean {
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  return metadata.namespace === namespace && labels.every(([key, value]) => metadata.labels?.[key] === value);
}

/** In the console format, in JSON, and in client-go's format. */
function mayBeError(line: string): boolean {
  return line.includes('\tERROR\t') || line.startsWith('{') || /^E\d{4} /.test(line);
}
