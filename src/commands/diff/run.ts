import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { diff, type DiffRequest } from '../../comparison/diff.ts';
import { diffDocument, renderDiff } from './text.ts';
import { pathText } from '../../text/path-text.ts';
import { styleFor } from '../../cli/color.ts';
import { openingVolume, type VolumeCommandOptions } from '../../cli/open-volume.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';

/** Compares a volume with a snapshot, and returns the exit code. */
export async function showDiff(
  io: Io,
  cluster: Cluster,
  request: DiffRequest,
  options: VolumeCommandOptions,
): Promise<number> {
  const result = await openingVolume(io, cluster, options, (ports) => diff(request, options.inside, ports));
  const { verdict, examples } = result.comparison;
  await present(io, options.output, {
    document: diffDocument(result),
    names: examples.map(({ path }) => pathText(path)),
    text: () => renderDiff(result, styleFor(io, io.stdout, options.color)),
  });
  return exitCodes[outcomes[verdict]];
}

const outcomes = { same: 'ok', different: 'unprotected', unknown: 'unknown' } as const;
