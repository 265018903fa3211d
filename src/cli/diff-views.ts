import { exitCodes } from '../errors.ts';
import type { Cluster } from '../kube/cluster.ts';
import { diff, type DiffRequest } from '../operations/diff.ts';
import { diffDocument, renderDiff } from '../render/diff.ts';
import { pathText } from '../render/path-text.ts';
import { styleFor } from './color.ts';
import { lookingInside, type InsideCommandOptions } from './inside-views.ts';
import type { Io } from './io.ts';
import { present } from './output.ts';

/** Compares a volume with a snapshot, and returns the exit code. */
export async function showDiff(
  io: Io,
  cluster: Cluster,
  request: DiffRequest,
  options: InsideCommandOptions,
): Promise<number> {
  const result = await lookingInside(io, cluster, options, (ports) => diff(request, options.inside, ports));
  const { verdict, examples } = result.comparison;
  await present(io, options.output, {
    document: diffDocument(result),
    names: examples.map(({ path }) => pathText(path)),
    text: () => renderDiff(result, styleFor(io, io.stdout, options.color)),
  });
  return exitCodes[outcomes[verdict]];
}

const outcomes = { same: 'ok', different: 'unprotected', unknown: 'unknown' } as const;
