import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { plainLine } from '../../foreign-text.ts';
import { durationText } from '../../text/age.ts';
import { stepLabels } from './text/journal.ts';
import type { Style } from '../../text/style.ts';
import { signedLines } from '../../text/wrap.ts';
import { stepNames, type StepName } from '../../volsync/restore-journal.ts';
import type { Io } from '../../cli/io.ts';
import { MovingLine } from '../../cli/progress/moving-line.ts';

type StepDirection = 'forward' | 'giveBack' | 'undo';

/** Shows on stderr what a restore in place does: each change is a line that stays. */
export interface RestoreProgress {
  report(event: HelperPodEvent): void;
  /** What the plan says of each step: its line is ticked off with these words. */
  expect(steps: Readonly<Record<StepName, readonly string[]>>): void;
  onStep(name: StepName, doing: StepDirection): void;
  onStepDone(): void;
  /** Makes room for a question or a plan. */
  pause(): void;
  /** Leaves nothing moving on the terminal. */
  close(): void;
}

/**
 * On a terminal what is going on now is one line that moves, beneath what has been done; elsewhere each step has a line as it
 * begins. Either way its line of the plan is ticked off, with the time that it took.
 */
export function restoreProgress(io: Io, style: Style, app: ObjectKey): RestoreProgress {
  const line = new MovingLine(io);
  const name = `${app.namespace}/${app.name}`;
  let now = 'looking at the app, its snapshots and its volume';
  const columns = io.stderr.isTerminal ? io.stderr.columns : undefined;
  const write = (sign: string, text: string, hint?: string) => {
    line.pause();
    const todo = hint === undefined ? '' : `  → ${plainLine(hint)}\n`;
    io.stderr.write(`${signedLines({ sign, subject: name, text }, columns)}\n${todo}`);
    line.draw(`${name}  ${now}`);
  };
  const ticks = stepTicks(io, style, write);
  line.draw(`${name}  ${now}`);
  return {
    report: (news) => {
      if (news.type === 'step') write('►', plainLine(news.words));
      else if (news.type === 'progress') line.draw(`${name}  ${now}: ${plainLine(news.words)}`);
      else if (news.type === 'left') {
        write(style.warning('!'), `${plainLine(news.what)} is left: ${plainLine(news.why)}`, news.hint);
      } else if (news.type === 'warning') {
        write(style.warning('!'), plainLine(news.words), news.hint);
      } else if (news.type === 'pod-left') {
        const what = `pod ${news.pod.namespace}/${news.pod.name}`;
        write(style.warning('!'), `${what} could not be removed: ${plainLine(news.why)}`, news.hint);
      } else if (news.type === 'pod-created' && !line.isShown) {
        write('►', `pod ${news.pod.namespace}/${news.pod.name}`);
      }
    },
    expect: ticks.expect,
    onStep: (step, doing) => {
      ticks.unfinished();
      now = stepText(step, doing);
      ticks.begin(step, doing);
      if (line.isShown) line.draw(`${name}  ${now}`);
      else write(style.strong('►'), style.strong(now));
    },
    onStepDone: ticks.done,
    pause: () => line.pause(),
    close: () => {
      ticks.unfinished();
      line.close();
    },
  };
}

/** The step that runs, in the words of the plan, until it is ticked off. */
function stepTicks(io: Pick<Io, 'now'>, style: Style, write: (sign: string, text: string) => void) {
  let texts: Readonly<Record<StepName, readonly string[]>> | undefined;
  let running: { readonly words: string; readonly planned: readonly string[]; readonly since: number } | undefined;
  const tick = (sign: string, text: (took: string) => readonly string[]) => {
    if (running === undefined) return;
    const took = durationText(io.now().getTime() - running.since);
    write(sign, plainLine([running.words, ...text(took)].join(' · ')));
    running = undefined;
  };
  return {
    expect: (planned: Readonly<Record<StepName, readonly string[]>>) => void (texts = planned),
    begin: (step: StepName, doing: StepDirection) => {
      const planned = doing === 'forward' ? (texts?.[step] ?? []) : [];
      running = { words: stepText(step, doing), planned, since: io.now().getTime() };
    },
    done: () => tick(style.good('✔'), (took) => [...(running?.planned ?? []), took]),
    /** A step that failed, or was interrupted. */
    unfinished: () => tick(style.bad('✗'), (took) => [`not finished after ${took}`]),
  };
}

function stepText(step: StepName, doing: StepDirection): string {
  const words = stepLabels[step];
  if (doing === 'forward') return `${stepNames.indexOf(step) + 1} of ${stepNames.length}: ${words}`;
  return `${doing === 'giveBack' ? 'releasing' : 'rolling back'}: ${words}`;
}
