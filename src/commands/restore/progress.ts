import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { plainLine } from '../../foreign-text.ts';
import { stepLabels } from './text/journal.ts';
import type { Style } from '../../text/style.ts';
import { signedLines } from '../../text/wrap.ts';
import { stepNames, type StepName } from '../../volsync/restore-journal.ts';
import type { Io } from '../../cli/io.ts';
import { MovingLine } from '../../cli/progress/moving-line.ts';

/** Shows on stderr what a restore in place does: each change is a line that stays. */
export interface RestoreProgress {
  report(event: HelperPodEvent): void;
  onStep(name: StepName, doing: 'forward' | 'giveBack' | 'undo'): void;
  /** Makes room for a question or a plan. */
  pause(): void;
  /** Leaves nothing moving on the terminal. */
  close(): void;
}

/** On a terminal what is going on now is one line that moves, beneath what has been done. */
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
    onStep: (step, doing) => {
      now = stepText(step, doing);
      write(style.strong('►'), style.strong(now));
    },
    pause: () => line.pause(),
    close: () => line.close(),
  };
}

function stepText(step: StepName, doing: 'forward' | 'giveBack' | 'undo'): string {
  const words = stepLabels[step];
  if (doing === 'forward') return `${stepNames.indexOf(step) + 1} of ${stepNames.length}: ${words}`;
  return `${doing === 'giveBack' ? 'releasing' : 'rolling back'}: ${words}`;
}
