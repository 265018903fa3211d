import type { Copied, CpResult } from '../volume/copy-out.ts';
import { durationText } from './age.ts';
import { dataSourceText, targetText } from './volume.ts';
import { pathText } from './path-text.ts';
import { plainLine } from '../foreign-text.ts';
import { countText, sizeText } from './size.ts';
import { kindCounts } from './snapshot-files.ts';
import type { Style } from './style.ts';
import { snapshotDocument } from './verdict-json.ts';

/** The maximum number of omitted entries that are named. */
const named = 10;

/** One line per path with its size and checksum, then the entries that were not copied. */
export function renderCp(result: CpResult, style: Style): string {
  const { target, place, snapshot, copied, tookMs } = result;
  const from = `${targetText(target)} (${dataSourceText(place, snapshot)})`;
  return copied.map((one) => copyText(one, from, style)).join('') + `${durationText(tookMs)} in all, 1 pod\n`;
}

/** JSON document of the same. */
export function cpDocument({ target, place, snapshot, copied, pod, tookMs, outcome }: CpResult) {
  return {
    schema: 'volsyncctl/cp/v1',
    namespace: target.namespace,
    ...(target.kind === 'app' ? { app: target.app } : { claim: target.claim }),
    place,
    snapshot: snapshot && snapshotDocument(snapshot),
    isWhole: outcome === 'ok',
    pods: [pod],
    tookSeconds: Math.round(tookMs / 100) / 10,
    copied,
  };
}

function copyText(one: Copied, from: string, style: Style): string {
  const isWhole = one.refused.count === 0;
  const mark = isWhole ? style.good('✔') : style.bad('✗');
  const size =
    one.folders + one.links + one.files === 1
      ? ''
      : `${kindCounts({ files: one.files, folders: one.folders, others: one.links })}, `;
  const head = `${mark} ${from} ${pathText(one.path)} → ${plainLine(one.to)}\n`;
  const what = `  ${size}${sizeText(one.bytes)}; checksum verified (SHA-256 ${one.sha256.slice(0, 8)}…)\n`;
  return (
    head + what + leftOut('refused, so the copy is incomplete', one.refused) + leftOut('no file to copy', one.skipped)
  );
}

function leftOut(what: string, { count, entries }: Copied['refused']): string {
  if (count === 0) return '';
  const lines = entries.slice(0, named).map(({ path, why }) => `    ${pathText(path)}: ${plainLine(why)}\n`);
  const more = count > named ? `    and ${count - named} more\n` : '';
  return `  ${countText(count, 'name')} ${what}:\n${lines.join('')}${more}`;
}
