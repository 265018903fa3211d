import { Failure } from '../../../errors.ts';
import { plainLine } from '../../../foreign-text.ts';
import { hintLines } from '../../../text/failure.ts';
import type { Style } from '../../../text/style.ts';
import { wrapText } from '../../../text/wrap.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import type { Overview } from '../operation/overview.ts';
import { renderCounts } from './counts.ts';
import { problemNotes } from './notes.ts';
import { compareLevels, glyphOf, worstLevel, paintLevel, wordOf } from './state-labels.ts';

/** How to show the page. */
export interface OverviewView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number;
}

/** Names of commands by heading. */
export type CommandGroups = Readonly<Record<string, readonly string[]>>;

/** For more there is `status --problems`. */
const problemsShown = 3;

/** The first page: the cluster, the state of backups, the worst problems, and all commands. */
export function renderOverview(overview: Overview | Failure, groups: CommandGroups, view: OverviewView): string {
  const parts = overview instanceof Failure ? [failureLines(overview, view)] : clusterParts(overview, view);
  const scope = overview instanceof Failure ? '-A' : scopeOf(overview);
  return [...parts, commandLines(groups, scope, view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

function clusterParts(overview: Overview, view: OverviewView): readonly (readonly string[])[] {
  const { contextName, server, fleet, namespace, isAllForbidden } = overview;
  const name = contextName === '' ? server : `${contextName} (${server})`;
  const head = [`Cluster  ${plainLine(name)}`, `VolSync  ${volsyncText(overview, view)}`];
  if (fleet instanceof Failure) return [head, failureLines(fleet, view)];
  if (isAllForbidden) head.push(`Only namespace ${namespace ?? ''}: no permission to list all namespaces`);
  else if (namespace !== undefined) head.push(`Only namespace ${namespace}`);
  const counts = renderCounts(fleet, view.style).trimEnd();
  return [[...head, ...(counts === '' ? emptyLines(overview, view) : [counts])], problemLines(fleet, overview, view)];
}

function volsyncText({ controllers }: Overview, { style, programName }: OverviewView): string {
  if (controllers instanceof Failure) return style.warning('unknown');
  if ('why' in controllers) return `${style.warning('unknown')}: no permission to list Deployments`;
  const fix = `  → ${programName} doctor`;
  if (controllers.value.length === 0) return `${style.warning('no controller found')}${fix}`;
  const texts = controllers.value.map(({ version = 'of unknown version', isReady }) =>
    plainLine(isReady ? version : `${version}, ${style.bad('not ready')}`),
  );
  const isWell = controllers.value.length === 1 && controllers.value[0]?.isReady === true;
  return texts.join(' and ') + (isWell ? '' : fix);
}

function emptyLines({ namespace }: Overview, { programName }: OverviewView): readonly string[] {
  const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return [`No app is backed up with VolSync${place} yet.`, `  → ${programName} manifest --help`];
}

function failureLines(failure: Failure, { style, columns }: OverviewView): readonly string[] {
  const [first = '', ...others] = wrapText(plainLine(failure.message), columns - 2);
  const hints = failure.hint === undefined ? [] : hintLines(failure.hint);
  return [`${style.bad('✗')} ${first}`, ...others.map((line) => `  ${line}`), ...hints];
}

function scopeOf({ namespace }: Overview): string {
  return namespace === undefined ? '-A' : `-n ${namespace}`;
}

function problemLines(fleet: FleetStatus, overview: Overview, view: OverviewView): readonly string[] {
  const { style, programName } = view;
  const items = [...fleet.sources, ...fleet.destinations]
    .filter(({ problems }) => problems.length > 0)
    .toSorted((one, other) => compareLevels(worstLevel(one.problems), worstLevel(other.problems)));
  const lines = items.slice(0, problemsShown).flatMap(({ object, state, problems }) => {
    const level = worstLevel(problems);
    const { namespace: place = '', name } = object.metadata;
    const title = `${glyphOf(state, level)} ${plainLine(`${place}/${name}`)}  ${wordOf(state)}`;
    return [paintLevel(style, level)(title), ...problemNotes(problems.slice(0, 1), { indent: '  ', ...view })];
  });
  const more = items.length - problemsShown;
  if (more <= 0) return lines;
  return [...lines, `${more} more: ${programName} status ${scopeOf(overview)} --problems`];
}

function commandLines(
  groups: CommandGroups,
  scope: string,
  { style, programName, columns }: OverviewView,
): readonly string[] {
  const width = Math.max(...Object.keys(groups).map((group) => group.length)) + 2;
  const lines = Object.entries(groups).flatMap(([group, names]) =>
    wrapText(names.join(' '), columns - width).map((line, index) =>
      index === 0 ? style.strong(group) + ' '.repeat(width - group.length) + line : ' '.repeat(width) + line,
    ),
  );
  const more = `${programName} --help explains the commands; ${programName} status ${scope} shows every app.`;
  return [...lines, '', ...wrapText(more, columns)];
}
