import { exitCodes, Failure, isFailure } from '../../errors.ts';
import { version } from '../../version.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import { clusterVersions, type ClusterVersions } from './operation.ts';
import { renderVersions, type Versions, versionDocument } from './text.ts';

export interface VersionOptions extends GlobalOptions {
  readonly isClientOnly: boolean;
}

/**
 * Shows the versions. volsyncctl's own version is shown even if the cluster cannot be read, which then fails
 * afterwards.
 */
export async function showVersion(io: Io, options: VersionOptions): Promise<number> {
  if (options.output === 'name')
    throw new Failure('usage', 'version cannot be shown as name', { hint: 'leave -o out, or use -o json' });
  const asked = options.isClientOnly ? undefined : await ask(io, options);
  const versions: Versions = {
    client: version,
    cluster: asked instanceof Failure ? { why: asked.message } : asked,
  };
  await present(io, options.output, {
    document: versionDocument(versions),
    names: [],
    text: () => renderVersions(versions, io.stdout.isTerminal ? io.stdout.columns : undefined),
  });
  if (asked instanceof Failure) throw asked;
  return exitCodes.ok;
}

async function ask(io: Io, options: VersionOptions): Promise<ClusterVersions | Failure> {
  try {
    return await clusterVersions({ cluster: await io.connect(options), signal: io.signal });
  } catch (error) {
    if (isFailure(error) && error.kind !== 'interrupted') return error;
    throw error;
  }
}
