import { exitCodes } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { styleFor } from '../../../cli/color.ts';
import type { GlobalOptions } from '../../../cli/options/global.ts';
import type { Io } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import type { SelectedApps } from '../../../cli/selection.ts';
import { countText, sizeText } from '../../../text/size.ts';
import { withHelperPodProgress } from '../../../cli/with-helper-pod-progress.ts';
import { doctor, type DoctorOptions } from '../operation/doctor.ts';
import { rules } from '../rules/all.ts';
import { bundleFiles } from './files.ts';

export interface BundleOptions extends GlobalOptions, Omit<DoctorOptions, 'rules'> {
  /** Undefined for a name that contains the time. */
  readonly file: string | undefined;
}

/** Writes the archive and prints its path. This is a success whatever was found, unless a named app does not exist. */
export async function writeBundle(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: BundleOptions,
): Promise<number> {
  const report = await withHelperPodProgress(io, cluster, { color: options.color, what: 'examining' }, (ports) =>
    doctor(chosen, { ...options, rules }, ports),
  );
  const [missing] = report.failures;
  if (missing !== undefined) throw missing;
  const files = bundleFiles(report);
  const file = options.file ?? `volsyncctl-doctor-${report.time.toISOString().replace(/[-:]|\..*$/g, '')}.tar.gz`;
  const { bytes } = await (await io.localFiles()).writeArchive(file, files, report.time);
  const problems = report.findings.filter(({ outcome }) => outcome === 'problem').length;
  const style = styleFor(io, io.stdout, options.color);
  await present(io, options.output, {
    document: { schema: 'volsyncctl/doctor-bundle/v1', file, bytes, files: files.map((one) => one.file), problems },
    names: [file],
    text: () =>
      `${style.good('✔')} ${file}  ${countText(files.length, 'file')}, ${sizeText(bytes)} · ${countText(problems, 'problem')} in it\n` +
      '  it contains names of apps, nodes and servers: review it before you publish it\n',
  });
  return exitCodes.ok;
}
