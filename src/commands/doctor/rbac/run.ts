import { exitCodes } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { styleFor } from '../../../cli/color.ts';
import type { Io } from '../../../cli/io.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import { present } from '../../../cli/output.ts';
import { rightsDocument } from '../json.ts';
import { reviewRights, type RightsOfCommands, type RightsReview } from '../operation/review-rights.ts';
import { renderRights } from './text.ts';

interface RightsOptions extends Omit<GlobalOptions, 'namespace'>, Pick<RightsReview, 'namespace' | 'volsyncNamespace'> {
  readonly isVerbose: boolean;
}

/** Shows what this user may run, and returns the exit code: 9 if a command cannot run. */
export async function showRights(
  io: Io,
  cluster: Cluster,
  rights: RightsOfCommands,
  options: RightsOptions,
): Promise<number> {
  const review = await reviewRights(rights, options, { cluster, signal: io.signal });
  const denied = review.commands.filter(({ state }) => state === 'denied');
  await present(io, options.output, {
    document: rightsDocument(review),
    names: denied.map(({ command }) => command),
    isPassed: denied.length === 0,
    text: () => renderRights(review, { style: styleFor(io, io.stdout, options.color), isVerbose: options.isVerbose }),
  });
  return denied.length === 0 ? exitCodes.ok : exitCodes.unprotected;
}
