import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EnvironmentOverrides } from '../../repository/mover-environments.ts';
import type { PodTimeouts } from '../../helper-pod/settled-pod.ts';
import type { MountedVolume } from '../../volsync/probe-job.ts';
import { parsePositiveDurationMs } from '../duration.ts';
import { helperPodFlags } from '../help/page.ts';
import { parseNamespace } from '../object-names.ts';

/** A mount or node that is not available in this time is unlikely to become so. */
const startMs = 30_000;

/** Declares the flags of commands that read repositories; `timeoutFor` if --timeout covers more than a helper pod. */
export function addRepositoryOptions(
  command: Command,
  { timeout, timeoutFor = 'one helper pod' }: { readonly timeout: string; readonly timeoutFor?: string },
): Command {
  command.option(
    '--timeout <duration>',
    `longest time for ${timeoutFor} (default: ${timeout})`,
    parsePositiveDurationMs,
  );
  for (const option of repositoryFlags()) command.addOption(option.helpGroup(helperPodFlags));
  return command;
}

function repositoryFlags(): readonly Option[] {
  return [
    new Option('--mover-image <image>', "image with restic (default: VolSync's)").argParser(parseImage),
    new Option('--volsync-namespace <name>', 'namespace of VolSync (default: searched)').argParser(parseNamespace),
    new Option(
      '--repository-volume <volume>',
      'nfs:SERVER:/PATH@MOUNT or pvc:NAME@MOUNT, if movers do not show it',
    ).argParser(parseRepositoryVolume),
    new Option('--pod-label <label>', 'label of the pods, such as app=backup; repeatable').argParser(collectLabels),
  ];
}

/** Those flags from commander's parsed options. */
export function repositoryOptions(
  options: Readonly<Record<string, unknown>>,
  defaultTimeoutMs: number,
): EnvironmentOverrides & { readonly timeouts: PodTimeouts } {
  const { timeout, moverImage, repositoryVolume, volsyncNamespace, podLabel } = options as {
    podLabel?: Readonly<Record<string, string>>;
    volsyncNamespace?: string;
    timeout?: number;
    moverImage?: string;
    repositoryVolume?: MountedVolume;
  };
  const endMs = timeout ?? defaultTimeoutMs;
  return {
    moverImage,
    repositoryVolume,
    volsyncNamespace,
    podLabels: podLabel,
    timeouts: { startMs: Math.min(startMs, endMs), endMs },
  };
}

/** Parses `KEY=VALUE` and adds it to the previous ones. Labels that volsyncctl itself sets cannot be overridden. */
function collectLabels(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { key, value } =
    /^(?<key>(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)=(?<value>(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?)$/.exec(
      text,
    )?.groups ?? {};
  if (key === undefined || value === undefined) throw new InvalidArgumentError('Expected a label such as app=backup.');
  return { ...previous, [key]: value };
}

function parseImage(text: string): string {
  if (!/^\S+$/.test(text)) throw new InvalidArgumentError('Expected an image such as quay.io/backube/volsync:0.16.0.');
  return text;
}

/** Parses `nfs:SERVER:/PATH@MOUNT` and `pvc:NAME@MOUNT`; MOUNT is the path that RESTIC_REPOSITORY begins with. */
function parseRepositoryVolume(text: string): MountedVolume {
  const nfs = /^nfs:(?<server>\[[^\]]+\]|[^:/@]+):(?<path>\/[^@]*)@(?<mountPath>\/.+)$/.exec(text)?.groups;
  if (nfs !== undefined) {
    const { server = '', path = '', mountPath = '' } = nfs;
    return mounted({ nfs: { server, path } }, mountPath);
  }
  const pvc = /^pvc:(?<claimName>[a-z0-9]([-a-z0-9.]*[a-z0-9])?)@(?<mountPath>\/.+)$/.exec(text)?.groups;
  if (pvc === undefined) throw new InvalidArgumentError('Expected nfs:SERVER:/PATH@/MOUNT or pvc:NAME@/MOUNT.');
  const { claimName = '', mountPath = '' } = pvc;
  return mounted({ persistentVolumeClaim: { claimName } }, mountPath);
}

function mounted(source: object, mountPath: string): MountedVolume {
  const name = 'repository';
  return { volume: { name, ...source }, mount: { name, mountPath } };
}
