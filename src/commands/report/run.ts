import { basename, dirname } from 'node:path';
import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { renderFailure } from '../../text/failure.ts';
import { yamlText } from '../../text/structured.ts';
import { version } from '../../version.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { documentText, isJson, withHints } from '../../cli/output.ts';
import type { Io } from '../../cli/io.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import { reportHtml } from './html/page.ts';
import { reportDocument } from './json.ts';
import { backupReport, type BackupReport, type ReportOptions } from './operation.ts';

export interface ReportViewOptions extends GlobalOptions {
  readonly report: ReportOptions;
  /** Undefined for stdout. */
  readonly file: string | undefined;
}

/** Reports on apps, and returns the same exit code as `verify`. */
export async function showReport(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: ReportViewOptions,
): Promise<number> {
  const style = styleFor(io, io.stderr, options.color);
  const shown = { color: options.color, what: 'looking into the repositories' };
  const report = await withHelperPodProgress(io, cluster, shown, (ports) =>
    backupReport(chosen, options.report, ports),
  );
  const [first] = report.failures;
  if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
  await write(await textOf(report, io, options), io, options.file);
  for (const failure of report.failures) io.stderr.write(renderFailure(failure, style, io.stderr));
  return exitCodes[report.outcome];
}

async function textOf(report: BackupReport, io: Io, { output }: GlobalOptions): Promise<string> {
  if (isJson(output)) return documentText(output, withHints(reportDocument(report), io), 2);
  if (output === 'yaml') return yamlText(withHints(reportDocument(report), io));
  return reportHtml(report, {
    clusterName: io.clusterName,
    version,
    typed: (command) => io.typed?.(command) ?? command,
  });
}

/** An existing file is replaced atomically. */
async function write(text: string, io: Io, file: string | undefined): Promise<void> {
  if (file === undefined) {
    io.stdout.write(text);
    return;
  }
  const disk = await io.localFiles();
  await disk.writeTexts(dirname(file), [{ file: basename(file), text }], { isForced: true });
  if (io.isQuiet !== true) io.stderr.write(`► written to ${file}\n`);
}
