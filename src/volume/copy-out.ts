import type { OpenedVolume } from './opened-volume.ts';
import { posix } from 'node:path';
import { Failure, type Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { CopySource, LeftOut, LocalFiles, LocalTarget } from '../local-files/local-files.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { withOpenedVolume } from './with-opened-volume.ts';
import type { VolumeOptions, VolumeTarget, DataOrigin } from './options.ts';
import type { VolumePorts } from './ports.ts';

export interface CpRequest {
  readonly target: VolumeTarget;
  /** Absolute. */
  readonly paths: readonly string[];
  /** As typed. */
  readonly local: string;
  /** Replaces existing files that differ. */
  readonly isForced: boolean;
}

export interface CpPorts extends VolumePorts {
  readonly local: LocalFiles;
}

/** The result for one path. */
export interface Copied {
  readonly path: string;
  /** Path on this machine, as typed. */
  readonly to: string;
  readonly files: number;
  readonly folders: number;
  readonly links: number;
  /** Of the content of all files. */
  readonly bytes: number;
  /** Of the transferred data: the content of a file, the tar stream of a folder. Both ends were compared. */
  readonly sha256: string;
  /** Entries that no copy can contain. */
  readonly skipped: LeftOut;
  /** Entries that a copy should contain but does not. */
  readonly refused: LeftOut;
}

export interface CpResult {
  readonly outcome: Outcome;
  readonly target: VolumeTarget;
  readonly place: DataOrigin['kind'];
  readonly snapshot: Snapshot | undefined;
  readonly copied: readonly Copied[];
  readonly pod: ObjectKey;
  readonly tookMs: number;
}

/** Copies files and folders to the operator's machine; their targets are determined before anything is created. */
export async function cp(request: CpRequest, options: VolumeOptions, ports: CpPorts): Promise<CpResult> {
  const begunAt = ports.now().getTime();
  const { target, paths, local } = request;
  const places = await ports.local.places(
    local,
    paths.map((path) => copySource(path, target)),
  );
  return withOpenedVolume(target, options, ports, async (inside) => {
    const copied: Copied[] = [];
    for (const [index, path] of paths.entries()) {
      const target = places[index];
      if (target === undefined) throw new Error('a path has no place');
      copied.push(await copyOut(inside, { path, target, isForced: request.isForced }, ports));
    }
    return {
      outcome: copied.every(({ refused }) => refused.count === 0) ? 'ok' : 'refused',
      target,
      place: options.origin.kind,
      snapshot: inside.snapshot,
      copied,
      pod: inside.pod,
      tookMs: ports.now().getTime() - begunAt,
    };
  });
}

/** The name of a source in the archive and on this machine. */
export function copySource(path: string, target: VolumeTarget): CopySource {
  const name = posix.basename(path);
  return name === ''
    ? { archived: '', name: target.kind === 'app' ? target.app : target.claim }
    : { archived: name, name };
}

/** Copies one file or folder from an opened volume. */
export async function copyOut(
  { files, namespace }: OpenedVolume,
  { path, target, isForced }: { readonly path: string; readonly target: LocalTarget; readonly isForced: boolean },
  ports: Pick<CpPorts, 'local' | 'signal' | 'now' | 'report'>,
): Promise<Copied> {
  const { type, mode, time, size } = await files.stat(path);
  let sha256: string | undefined;
  const onDigest = (digest: string) => (sha256 = digest);
  const progress = progressOf({ namespace, name: target.source.name }, size, ports);
  const options = { signal: ports.signal, force: isForced, onProgress: progress };
  const none = { files: 0, folders: 0, links: 0, skipped: nothing, refused: nothing };
  if (type === 'file') {
    const content = files.fetch(path, { onDigest });
    const { bytes } = await ports.local.writeOne(content, target, { ...options, mode, time, size });
    return { path, to: target.shown, ...none, bytes, files: 1, sha256: digestOf(sha256) };
  }
  if (type !== 'dir') {
    throw new Failure(
      'refused',
      `${JSON.stringify(path)} is neither a file nor a folder (${type}): it cannot be copied on its own.`,
    );
  }
  const leftOut: { readonly path: string; readonly why: string }[] = [];
  const onLeftOut = (name: string, kind: string) =>
    leftOut.push({ path: name, why: `a ${kind}, which has no content` });
  const archive = files.archive(path, { onDigest, onLeftOut });
  const { skipped, ...unpacked } = await ports.local.unpack(archive, target, {
    ...options,
    top: { mode, time },
  });
  const all = { count: skipped.count + leftOut.length, entries: [...skipped.entries, ...leftOut] };
  return { path, to: target.shown, ...unpacked, skipped: all, sha256: digestOf(sha256) };
}

/** A complete copy always has a digest: it is compared before the end. */
function digestOf(sha256: string | undefined): string {
  if (sha256 === undefined) throw new Error('a copy has ended without a digest');
  return sha256;
}

const nothing: LeftOut = { count: 0, entries: [] };
/** Each event is drawn, and nobody can follow more of them in a second. */
const progressMs = 200;

function progressOf(app: ObjectKey, size: number | undefined, ports: Pick<CpPorts, 'now' | 'report'>) {
  let toldAt = 0;
  return ({ bytes, path }: { readonly bytes: number; readonly path: string | undefined }) => {
    const now = ports.now().getTime();
    if (now - toldAt < progressMs) return;
    toldAt = now;
    ports.report({ type: 'received', app, bytes, size, path });
  };
}
