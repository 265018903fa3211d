import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { plainLine } from '../../foreign-text.ts';
import { durationText } from '../../text/age.ts';
import type { Style } from '../../text/style.ts';
import { signedLines } from '../../text/wrap.ts';
import type { StepName } from '../../volsync/restore-journal.ts';
import { Checklist, type PlannedTexts, type StepDirection, stepText } from './checklist.ts';
import type { Io } from '../../cli/io.ts';
import { MovingLine } from '../../cli/progress/moving-line.ts';

/** Shows on stderr what an in-place restore does: each change is a permanent line. */
export interface RestoreProgress {
  report(event: HelperPodEvent): void;
  /** The texts of the plan for each step, which its line shows. */
  expect(steps: PlannedTexts): void;
  onStep(name: StepName, doing: StepDirection): void;
  onStepDone(): void;
  /** Makes room for a question or a plan. */
  pause(): void;
  /** Stops all animation on the terminal. */
  close(): void;
}

/**
 * On a terminal the rows of the plan are ticked off in place, with the duration of each step, and other messages appear
 * above them; without a plan there is one animated line. Otherwise each step prints a line when it begins and when it
 * ends.
 */
export function restoreProgress(io: Io, style: Style, app: ObjectKey): RestoreProgress {
  const line = new MovingLine(io);
  const name = `${app.namespace}/${app.name}`;
  let now = 'looking at the app, its snapshots and its volume';
  let plan: Checklist | undefined;
  const redraw = (text?: string) => {
    if (plan !== undefined) line.drawRows(plan.moving(io.stderr.columns, text));
    else line.draw([`${name}  ${now}`, ...(text === undefined ? [] : [plainLine(text)])].join(': '));
  };
  const columns = io.stderr.isTerminal ? io.stderr.columns : undefined;
  const write: Write = (sign, text, hint) => {
    line.pause();
    const todo = hint === undefined ? '' : `  → ${plainLine(hint)}\n`;
    io.stderr.write(`${signedLines({ sign, subject: name, text }, columns)}\n${todo}`);
    redraw();
  };
  const ticks = stepTicks(io, style, write);
  redraw();
  return {
    report: (event) => {
      if (event.type === 'progress') redraw(event.words);
      else if (event.type !== 'pod-created') writeNews(event, style, write);
      else if (!line.isShown) write('►', `pod ${event.pod.namespace}/${event.pod.name}`);
    },
    expect: (texts) => {
      if (line.isShown) plan = new Checklist(texts, style, () => io.now());
      else ticks.expect(texts);
    },
    onStep: (step, doing) => {
      (plan ?? ticks).unfinished();
      now = stepText(step, doing);
      (plan ?? ticks).begin(step, doing);
      if (line.isShown) redraw();
      else write(style.strong('►'), style.strong(now));
    },
    onStepDone: () => {
      (plan ?? ticks).done();
      redraw();
    },
    pause: () => line.pause(),
    close: () => {
      (plan ?? ticks).unfinished();
      line.close();
      const rows = plan?.final(io.stderr.columns) ?? [];
      io.stderr.write(rows.map((row) => `${row}\n`).join(''));
      plan = undefined;
    },
  };
}

type Write = (sign: string, text: string, hint?: string) => void;

function writeNews(
  event: Exclude<HelperPodEvent, { type: 'progress' | 'pod-created' }>,
  style: Style,
  write: Write,
): void {
  if (event.type === 'step') write('►', plainLine(event.words));
  else if (event.type === 'left') {
    write(style.warning('!'), `${plainLine(event.what)} is left: ${plainLine(event.why)}`, event.hint);
  } else if (event.type === 'warning') {
    write(style.warning('!'), plainLine(event.words), event.hint);
  } else if (event.type === 'pod-left') {
    const what = `pod ${event.pod.namespace}/${event.pod.name}`;
    write(style.warning('!'), `${what} could not be removed: ${plainLine(event.why)}`, event.hint);
  }
}

/** The running step, until a line reports its end. */
function stepTicks(io: Pick<Io, 'now'>, style: Style, write: Write) {
  let texts: PlannedTexts | undefined;
  let running: { readonly words: string; readonly planned: readonly string[]; readonly since: number } | undefined;
  const tick = (sign: string, text: (took: string) => readonly string[]) => {
    if (running === undefined) return;
    const took = durationText(io.now().getTime() - running.since);
    write(sign, plainLine([running.words, ...text(took)].join(' · ')));
    running = undefined;
  };
  return {
    expect: (planned: PlannedTexts) => void (texts = planned),
    begin: (step: StepName, doing: StepDirection) => {
      const planned = doing === 'forward' ? (texts?.[step] ?? []) : [];
      running = { words: stepText(step, doing), planned, since: io.now().getTime() };
    },
    done: () => tick(style.good('✔'), (took) => [...(running?.planned ?? []), took]),
    /** A step that failed or was interrupted. */
    unfinished: () => tick(style.bad('✗'), (took) => [`not finished after ${took}`]),
  };
}
