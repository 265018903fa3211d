import type { Container } from '../kubernetes/objects.ts';
import type { ResticStep } from '../restic/repository-script.ts';

/**
 * How deep a repository is checked. `listing`: its files, without any credential. `snapshots`: the list of its
 * snapshots. `metadata`: also its structure. `data`: also the stored data, or the part that `subset` selects.
 */
export type Depth =
  | { readonly kind: 'listing' | 'snapshots' | 'metadata' }
  /** In restic's syntax: `5%`, `1/12` or `2G`; undefined reads everything. */
  | { readonly kind: 'data'; readonly subset: string | undefined };

/**
 * restic's steps after listing the snapshots. At the minimum it compares the packs that the index names with those that
 * exist: a backup after packs were lost refers to them, and restic still lists its snapshot.
 */
export function checkSteps(depth: Depth): readonly ResticStep[] {
  if (depth.kind === 'snapshots')
    return [{ name: packsStep, args: ['check'], until: 'check snapshots, trees and blobs' }];
  if (depth.kind === 'metadata') return [{ name: 'check', args: ['check'] }];
  if (depth.kind !== 'data') return [];
  const subset = depth.subset === undefined ? '--read-data' : `--read-data-subset=${depth.subset}`;
  return [
    { name: 'stats', args: ['stats', '--mode', 'raw-data', '--json'] },
    { name: 'check', args: ['check', subset] },
  ];
}

/** The name of the partial check, which ends after the packs have been compared. */
export const packsStep = 'packs';

/** A check holds the repository's whole index in memory; one that continues with the trees needs more. */
export function checkResources({ kind }: Depth): Container['resources'] {
  return kind === 'snapshots'
    ? { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } }
    : { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '2', memory: '4Gi' } };
}

/** How many bytes a data check will read of all stored ones; undefined if that cannot be computed. */
export function bytesToRead(subset: string | undefined, totalBytes: number): number | undefined {
  if (subset === undefined) return totalBytes;
  const percent = /^(?<number>\d+(?:\.\d+)?)%$/.exec(subset)?.groups?.['number'];
  if (percent !== undefined) return (totalBytes * Number(percent)) / 100;
  const part = /^(?<of>\d+)\/(?<parts>\d+)$/.exec(subset)?.groups?.['parts'];
  if (part !== undefined) return totalBytes / Number(part);
  const size = /^(?<number>\d+)(?<unit>[KMGT]?)$/.exec(subset)?.groups;
  if (size === undefined) return undefined;
  const power = size['unit'] === '' ? 0 : 'KMGT'.indexOf(size['unit'] ?? '') + 1;
  return Math.min(totalBytes, Number(size['number']) * 1024 ** power);
}
