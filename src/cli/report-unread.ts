import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { renderFailure } from '../text/failure.ts';
import { styleFor } from './color.ts';
import type { Io } from './io.ts';
import type { GlobalOptions } from './options/global.ts';
import { shellCommand } from '../shell-command.ts';

/** Reports on stderr what restic could not read in a search, if anything. */
export function reportUnread(
  io: Io,
  { app, gaps }: { readonly app: ObjectKey; readonly gaps: readonly string[] },
  { color }: Pick<GlobalOptions, 'color'>,
): void {
  if (gaps.length === 0) return;
  const place = `${app.namespace}/${app.name}`;
  const failure = new Failure('unknown', `restic could not read all of the repository of ${place}.`, {
    details: gaps.slice(0, 10),
    hint: shellCommand`volsyncctl verify ${app.name} -n ${app.namespace} --depth metadata`,
  });
  io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, color)));
}
