import type { LogLine, LogNote } from '../../../mover/log-event.ts';
import type { LogEnd } from '../../../mover/log-ports.ts';
import { ageText, agoText } from '../../../text/age.ts';
import { plain, plainLine } from '../../../foreign-text.ts';
import type { Style } from '../../../text/style.ts';

export interface LogLineOptions {
  readonly hasTimestamps: boolean;
  readonly style: Style;
}

/** One line of a log, prefixed with the container's name if several are shown. */
export function renderLogLine({ container, time, line, isOneOfSeveral }: LogLine, options: LogLineOptions): string {
  const { style, hasTimestamps } = options;
  const name = isOneOfSeveral && container !== undefined ? `${style.quiet(`[${container}]`)} ` : '';
  const stamp = hasTimestamps && time !== undefined ? `${style.quiet(time)} ` : '';
  return `${name}${stamp}${plain(line)}\n`;
}

/** A note about the log, for stderr. */
export function renderLogNote(note: LogNote, now: Date, style: Style): string {
  const { mark, text } = words(note, now);
  return `${mark === '!' ? style.warning('!') : mark} ${plain(text)}\n`;
}

/** The end of the sync that was followed; empty if none ended. */
export function renderLogEnd(end: LogEnd, style: Style): string {
  if (end.kind === 'shown') return '';
  if (end.completedAt === undefined) return `${style.warning('!')} ${end.subject}: the sync was abandoned\n`;
  const duration = end.duration === undefined ? '' : ` after ${shortGoDuration(end.duration)}`;
  if (end.result === 'Failed')
    return `${style.bad('✗')} ${end.subject}: the sync ended${duration}, and VolSync reports Failed\n`;
  return `${style.good('✔')} ${end.subject}: the sync completed${duration}\n`;
}

/** JSON document of one line of a log, on one line. */
export function logLineDocument(line: LogLine, key: { readonly namespace: string; readonly name: string }): object {
  return {
    schema: 'volsyncctl/log-line/v1',
    namespace: key.namespace,
    app: key.name,
    pod: line.pod,
    container: line.container,
    time: line.time,
    line: line.line,
  };
}

function words(note: LogNote, now: Date): { readonly mark: '!' | '►'; readonly text: string } {
  switch (note.type) {
    case 'container-failed':
      return { mark: '!', text: failedText(note, now) };
    case 'pod-waiting':
      return { mark: note.reason === 'Unschedulable' ? '►' : '!', text: waitingText(note) };
    case 'no-pod':
      return { mark: note.isPaused || note.error !== undefined ? '!' : '►', text: noPodText(note, now) };
    case 'stored-tail':
      return { mark: '►', text: storedText(note, now) };
    case 'open-restore':
      return { mark: '!', text: `${note.subject}  ${note.message}\n  → ${plainLine(note.hint)}` };
    case 'log-gone':
      return { mark: '!', text: `the log of ${note.container} in ${note.pod} is gone: the pod was deleted` };
  }
}

/** Every pod is briefly unschedulable, until its volume exists: not an alarm, but worth showing. */
function waitingText({ pod, reason, message }: LogNote & { readonly type: 'pod-waiting' }): string {
  return `${pod} waits: ${plainLine(message === undefined ? reason : `${reason}: ${message}`)}`;
}

function failedText(note: LogNote & { readonly type: 'container-failed' }, now: Date): string {
  const reason = note.reason === undefined ? '' : ` (${note.reason})`;
  const cause = note.cause === undefined ? '' : `:\n  ${plainLine(note.cause)}`;
  const ago = note.finishedAt === undefined ? '' : `, ${agoText(new Date(note.finishedAt), now)}`;
  return `${note.container} in ${note.pod} failed with exit code ${note.exitCode}${reason}${ago}${cause}`;
}

function noPodText(note: LogNote & { readonly type: 'no-pod' }, now: Date): string {
  const why = note.error === undefined ? (note.isPaused ? 'it is paused' : undefined) : plainLine(note.error);
  if (note.since === undefined)
    return `${note.subject}: a sync is due but has not started${why === undefined ? ' yet' : `: ${why}`}`;
  const age = now.getTime() - Date.parse(note.since);
  const state = `${note.subject}: a sync has been running for ${ageText(age)} without a mover pod`;
  if (why !== undefined) return `${state}: ${why}`;
  return age < usualMs ? `${state} yet` : `${state}; its events may show why: add --events`;
}

/** A VolumeSnapshot and a pod normally take no longer than this. */
const usualMs = 30_000;

/** VolSync stores no time with it, so it may not be from the last completed sync (a later one may have failed). */
function storedText(note: LogNote & { readonly type: 'stored-tail' }, now: Date): string {
  const last =
    note.lastSyncTime === undefined
      ? 'no sync has completed yet'
      : `the last sync completed ${agoText(new Date(note.lastSyncTime), now)}`;
  if (note.isEmpty) return `${note.subject} has no mover now, and VolSync stored no log; ${last}`;
  const result = note.result === undefined ? '' : ` (${note.result})`;
  return `${note.subject} has no mover now; ${last}
  Only the end of the last mover's log${result}, as VolSync stored it:
  at most 1024 bytes, and without a time`;
}

/** Go prints nanoseconds: `9.038338887s`. */
function shortGoDuration(text: string): string {
  return text.replace(/(\d+\.\d)\d+(?=s)/, '$1');
}
