import { plain } from '../../../foreign-text.ts';
import { posix } from 'node:path';
import type { Volume } from '../../../kubernetes/objects.ts';
import { serverIn, type NamespaceServers, type RepositoryLocation, type ServerAddress } from './namespace-servers.ts';
import type { MountedVolume } from '../../../volsync/probe-job.ts';

const outside: RepositoryLocation = { kind: 'outside' };

/**
 * Judges where a repository is: `address` is RESTIC_REPOSITORY without credentials, `volumes` are those of its mover.
 * `servers` may be omitted if `isServed` is false.
 */
export function repositoryLocation(
  address: string | undefined,
  volumes: readonly MountedVolume[],
  servers: NamespaceServers,
): RepositoryLocation {
  const place = placeOf(address, volumes);
  return 'server' in place ? serverIn(place.server, servers) : place;
}

/** Whether the repository is on a server that may be in a namespace. */
export function isServed(address: string | undefined, volumes: readonly MountedVolume[]): boolean {
  return 'server' in placeOf(address, volumes);
}

type Place = RepositoryLocation | { readonly server: ServerAddress };

function placeOf(address: string | undefined, volumes: readonly MountedVolume[]): Place {
  if (address === undefined) return { kind: 'unclear', why: 'its address was not seen' };
  const scheme = /^(?<scheme>[a-z0-9]+):/.exec(address)?.groups?.['scheme'];
  switch (scheme) {
    case undefined:
    case 'local':
      return onVolume(address.replace(/^local:/, ''), volumes);
    case 'rest':
      return byUrl(address.slice('rest:'.length));
    case 's3':
      return byUrl(address.slice('s3:'.length).replace(/^(?!https?:)/, 'https://'));
    case 'sftp':
      return sftp(address.slice('sftp:'.length));
    // Public cloud services of Microsoft, Google and Backblaze.
    case 'azure':
    case 'gs':
    case 'b2':
      return outside;
    default:
      return { kind: 'unclear', why: `where ${scheme}: leads to is not known` };
  }
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function byUrl(text: string): Place {
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || text.includes('***')) {
    return { kind: 'unclear', why: 'the host in its address was not understood' };
  }
  const port = url.port === '' ? defaultPorts[url.protocol] : Number(url.port);
  return { server: { host: url.hostname.replace(/^\[|\]$/g, ''), port } };
}

/** `HOST:/path`, or `//HOST:PORT/path`. */
function sftp(text: string): Place {
  if (text.startsWith('//')) {
    const url = URL.parse(`ssh:${text}`);
    if (url !== null) return { server: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || 22 } };
  }
  const host = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:/]+)):/.exec(text)?.groups;
  const found = host?.['v6'] ?? host?.['name'];
  if (found === undefined) return { kind: 'unclear', why: 'the host in its address was not understood' };
  return { server: { host: found, port: 22 } };
}

/** The mover's own folders: its cache and the volume that it backs up. */
const ownFolders = ['/cache', '/data', '/tmp'];

function onVolume(address: string, volumes: readonly MountedVolume[]): Place {
  const path = posix.resolve('/', address);
  const [mounted] = volumes
    .filter(({ mount }) => isBelow(path, posix.resolve('/', mount.mountPath)))
    .toSorted((a, b) => b.mount.mountPath.length - a.mount.mountPath.length);
  if (mounted !== undefined) return ofVolume(mounted.volume);
  const own = ownFolders.find((folder) => isBelow(path, folder));
  if (own !== undefined) return { kind: 'inside', what: `the mover's own ${own}` };
  return { kind: 'unclear', why: `which volume ${path} is on was not seen` };
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}

function ofVolume({ persistentVolumeClaim, nfs, ...other }: Volume): Place {
  if (persistentVolumeClaim !== undefined)
    return { kind: 'inside', what: `the PVC ${persistentVolumeClaim.claimName}` };
  if (nfs !== undefined) return { server: { host: plain(nfs.server).replace(/^\[|\]$/g, ''), port: nfsPort } };
  if ('emptyDir' in other || 'ephemeral' in other) return { kind: 'inside', what: `a volume of the mover's pod` };
  if ('csi' in other) return { kind: 'unclear', why: `what is behind the CSI volume ${other.name} is not known` };
  return outside;
}

const nfsPort = 2049;
