import { type Command, InvalidArgumentError } from 'commander';
import type { PlaceOverrides } from '../operations/repository/mover-places.ts';
import type { Patience } from '../operations/helper-pod/settled-pod.ts';
import type { MountedVolume } from '../volsync/probe-job.ts';
import { parsePositiveDurationMs } from './duration.ts';

/** A mount or a node that is not there in this time will hardly come. */
const startMs = 30_000;

/** Declares the flags of commands that look into repositories; `timeoutFor` where --timeout is for more than a helper pod. */
export function addRepositoryOptions(
  command: Command,
  { timeout, timeoutFor = 'one helper pod' }: { readonly timeout: string; readonly timeoutFor?: string },
): Command {
  return command
    .option('--timeout <duration>', `longest time for ${timeoutFor} (default: ${timeout})`, parsePositiveDurationMs)
    .option('--mover-image <image>', "image with restic; default is that of VolSync's movers", parseImage)
    .option('--volsync-namespace <name>', 'where VolSync runs; without it, all namespaces are searched')
    .option(
      '--repository-volume <volume>',
      'nfs:SERVER:/PATH@MOUNT or pvc:NAME@MOUNT, where movers do not show it',
      parseRepositoryVolume,
    );
}

/** Those flags out of all that commander parsed. */
export function repositoryOptions(
  options: Readonly<Record<string, unknown>>,
  defaultTimeoutMs: number,
): PlaceOverrides & { readonly patience: Patience } {
  const { timeout, moverImage, repositoryVolume, volsyncNamespace } = options as {
    volsyncNamespace?: string;
    timeout?: number;
    moverImage?: string;
    repositoryVolume?: MountedVolume;
  };
  const endMs = timeout ?? defaultTimeoutMs;
  return { moverImage, repositoryVolume, volsyncNamespace, patience: { startMs: Math.min(startMs, endMs), endMs } };
}

function parseImage(text: string): string {
  if (!/^\S+$/.test(text)) throw new InvalidArgumentError('Expected an image such as quay.io/backube/volsync:0.16.0.');
  return text;
}

/** Reads `nfs:SERVER:/PATH@MOUNT` and `pvc:NAME@MOUNT`; MOUNT is the path that RESTIC_REPOSITORY begins with. */
function parseRepositoryVolume(text: string): MountedVolume {
  const nfs = /^nfs:(?<server>\[[^\]]+\]|[^:/@]+):(?<path>\/[^@]*)@(?<mountPath>\/.+)$/.exec(text)?.groups;
  if (nfs !== undefined) {
    const { server = '', path = '', mountPath = '' } = nfs;
    return mounted({ nfs: { server, path, readOnly: true } }, mountPath);
  }
  const pvc = /^pvc:(?<claimName>[a-z0-9]([-a-z0-9.]*[a-z0-9])?)@(?<mountPath>\/.+)$/.exec(text)?.groups;
  if (pvc === undefined) throw new InvalidArgumentError('Expected nfs:SERVER:/PATH@/MOUNT or pvc:NAME@/MOUNT.');
  const { claimName = '', mountPath = '' } = pvc;
  return mounted({ persistentVolumeClaim: { claimName, readOnly: true } }, mountPath);
}

function mounted(source: object, mountPath: string): MountedVolume {
  const name = 'repository';
  return { volume: { name, ...source }, mount: { name, mountPath } };
}
