import type { KubeObject } from '../../../kubernetes/objects.ts';
import { jsonText } from '../../../text/structured.ts';
import { version } from '../../../version.ts';
import type { Facts, Listed } from '../facts.ts';
import { doctorDocument } from '../json.ts';
import { doctorMarkdown } from '../markdown.ts';
import type { DoctorReport } from '../operation/doctor.ts';
import { redactedObject } from './redact.ts';

/** One small file of the bundle. */
export interface BundleFile {
  readonly file: string;
  readonly text: string;
}

/** The report, and the objects that it was made from, redacted. */
export function bundleFiles(report: DoctorReport): readonly BundleFile[] {
  const objects = Object.entries(listsOf(report.facts)).map(([kind, list]) => ({
    file: `objects/${kind}.json`,
    text: 'why' in list ? jsonText({ notRead: list.why }, 2) : objectsText(kind, list.value),
  }));
  return [
    { file: 'README.txt', text: readme },
    { file: 'report.md', text: doctorMarkdown(report) },
    { file: 'report.json', text: jsonText(doctorDocument(report, { isVerbose: true }, []), 2) },
    ...objects,
  ];
}

const readme = `Made by volsyncctl ${version} with "volsyncctl doctor bundle".

report.md and report.json hold the findings, objects/ the objects they come from.
Left out: Secrets, ConfigMaps, values of environment variables and of other tools' annotations,
credentials in addresses, and everything about app pods except their node, volumes and user.
Names of namespaces, apps, nodes and servers are included: review it before you publish it.
`;

function objectsText(kind: string, objects: readonly KubeObject[]): string {
  return jsonText(
    objects.map((object) => redactedObject(object, kind)),
    2,
  );
}

function listsOf({ objects, cluster }: Facts): Readonly<Record<string, Listed<KubeObject>>> {
  const { sources, ...lists } = objects;
  return { sources: { value: sources, isServed: true }, ...lists, ...cluster };
}
