import type { SnapshotDifference } from './operation.ts';
import type { FileEntry } from '../../../files/file-entry.ts';
import type { MetadataChange, MetadataField } from '../../../restic/metadata-changes.ts';
import type { ContentChange, PathChange } from '../../../restic/snapshot-diff.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { durationText } from '../../../text/age.ts';
import { modeText } from '../../../text/file-mode.ts';
import { pathText } from '../../../text/path-text.ts';
import { countText, sizeText } from '../../../text/size.ts';
import { snapshotDocument } from '../../../text/verdict-json.ts';
import { entryDocument, kindCounts } from '../../../text/snapshot-files.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';

/** The changes, one line each: content first, then mode, owner and time; then the totals. */
export function renderDifference(difference: SnapshotDifference, style: Style): string {
  const { app, from, to, content, metadata, pods, tookMs } = difference;
  const lines = [
    style.strong(`${app.namespace}/${app.name}`),
    `--- ${shortId(from.id)} of ${timeText(from.time)}`,
    `+++ ${shortId(to.id)} of ${timeText(to.time)}`,
    ...content.changes.map((change) => changeLine(change, style)),
    ...(metadata ?? []).map((change) => metadataLine(change, style)),
    totals(difference),
    sizes(difference),
    `${comparison(difference)} · ${countText(pods.length, 'pod')}, ${durationText(tookMs)}`,
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

/** JSON document of the same. */
export function differenceDocument(difference: SnapshotDifference) {
  const { app, repository, from, to, content, metadata, tookMs, pods } = difference;
  return {
    schema: 'volsyncctl/snapshot-diff/v1',
    namespace: app.namespace,
    app: app.name,
    repository,
    before: snapshotDocument(from),
    after: snapshotDocument(to),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    changes: content.changes,
    metadataChanges: metadata?.map(({ path, fields, before, after }) => ({
      path,
      fields,
      before: entryDocument(before),
      after: entryDocument(after),
    })),
    totals: { modifiedFiles: content.modifiedFiles, added: content.added, removed: content.removed },
  };
}

/** Output of `-o name`. */
export function differenceNames({ content, metadata = [] }: SnapshotDifference): readonly string[] {
  return [...content.changes, ...metadata].map(({ path }) => pathText(path));
}

const letters: Readonly<Record<ContentChange, string>> = { added: '+', removed: '-', modified: 'M', type: 'T' };

function changeLine({ path, change, mayBeBitRot }: PathChange, style: Style): string {
  const note = mayBeBitRot ? style.warning('  (only the content changed: bit rot?)') : '';
  const paint = { added: style.good, removed: style.bad, modified: style.warning, type: style.warning }[change];
  return `${paint(letters[change])} ${pathText(path)}${note}`;
}

function metadataLine({ path, fields, before, after }: MetadataChange, style: Style): string {
  const texts = fields.map((field) => stepText(valueOf(field, before), valueOf(field, after)));
  return `${style.quiet('U')} ${pathText(path)}  ${style.quiet(texts.join(', '))}`;
}

/** Times may differ by less than is shown. */
function stepText(before: string, after: string): string {
  return before === after ? `${before}, less than a second apart` : `${before} → ${after}`;
}

function valueOf(field: MetadataField, entry: FileEntry): string {
  if (field === 'mode') return modeText(entry);
  return field === 'owner' ? `${entry.uid}:${entry.gid}` : timeText(entry.time);
}

function totals({ content, metadata = [] }: SnapshotDifference): string {
  const { changes, modifiedFiles, added, removed } = content;
  const types = changes.filter(({ change }) => change === 'type').length;
  const count = (letter: string, text: string) => (text === 'nothing' ? [] : [`${letter} ${text}`]);
  const parts = [
    ...count('+', kindCounts(added)),
    ...count('-', kindCounts(removed)),
    ...(modifiedFiles === 0 ? [] : [`M ${countText(modifiedFiles, 'file')}`]),
    ...(types === 0 ? [] : [`T ${countText(types, 'path')}`]),
    ...(metadata.length === 0 ? [] : [`U ${countText(metadata.length, 'path')}`]),
  ];
  return parts.length === 0 ? 'no difference' : parts.join(' · ');
}

function sizes({ from, to, content: { added, removed } }: SnapshotDifference): string {
  if (added.bytes === 0 && removed.bytes === 0) return '';
  const part = (bytes: number, id: string) => `${sizeText(bytes)} only in ${shortId(id)}`;
  return `${part(added.bytes, to.id)}, ${part(removed.bytes, from.id)}`;
}

function comparison({ metadata }: SnapshotDifference): string {
  return metadata === undefined
    ? 'names and content compared (--metadata: mode, owner and time too)'
    : 'names, content, mode, owner and time compared';
}
