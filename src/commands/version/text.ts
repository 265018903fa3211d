import { plainLine } from '../../foreign-text.ts';
import { wrapText } from '../../text/wrap.ts';
import type { ClusterVersions } from './operation.ts';

/** Everything that `version` shows; the cluster is undefined if it was not read. */
export interface Versions {
  readonly client: string;
  readonly cluster: ClusterVersions | { readonly why: string } | undefined;
}

const labelWidth = 12;

/** The versions, one line each; wrapped on a terminal of this width. */
export function renderVersions({ client, cluster }: Versions, columns: number | undefined): string {
  const rows = [['volsyncctl', client], ...clusterRows(cluster)];
  return rows
    .flatMap(([name = '', text = '']) => {
      const line = plainLine(text);
      const lines = columns === undefined ? [line] : wrapText(line, columns - labelWidth);
      return lines.map((part, index) => `${(index === 0 ? name : '').padEnd(labelWidth)}${part}\n`);
    })
    .join('');
}

function clusterRows(cluster: Versions['cluster']): readonly (readonly [string, string])[] {
  if (cluster === undefined) return [];
  if ('why' in cluster) return [['Kubernetes', 'unknown']];
  const { server, controllers } = cluster;
  return [
    ['Kubernetes', `${server.version} (${server.address})`],
    ...volsyncTexts(controllers).map((text) => ['VolSync', text] as const),
    ['restic', resticText(cluster)],
  ];
}

function resticText({ controllers, restic }: ClusterVersions): string {
  if ('value' in restic) return `${restic.value.version} (${restic.value.image})`;
  const image = 'why' in controllers ? undefined : controllers.value[0]?.moverImage;
  return `unknown${image === undefined ? '' : ` (${image})`}: ${restic.why}`;
}

function volsyncTexts(controllers: ClusterVersions['controllers']): readonly string[] {
  if ('why' in controllers) return [`unknown: ${controllers.why}`];
  if (controllers.value.length === 0) return ['not found: no Deployment runs its controller'];
  return controllers.value.map(({ version = 'unknown', image, namespace, name, isReady }) => {
    const state = isReady ? '' : ', not ready';
    return `${version} (${image}, Deployment ${namespace}/${name}${state})`;
  });
}

/** The versions for scripts. */
export function versionDocument({ client, cluster }: Versions) {
  return {
    schema: 'volsyncctl/version/v1',
    client: { version: client },
    ...(cluster === undefined ? {} : 'why' in cluster ? unknownCluster(cluster.why) : clusterDocument(cluster)),
  };
}

function unknownCluster(why: string) {
  return { kubernetes: { unknown: why }, volsync: { unknown: why }, restic: { unknown: why } };
}

function clusterDocument({ server, controllers, restic }: ClusterVersions) {
  return {
    kubernetes: server,
    volsync: 'why' in controllers ? { unknown: controllers.why } : controllers.value,
    restic: 'why' in restic ? { unknown: restic.why } : restic.value,
  };
}
