import { plainLine } from '../../../foreign-text.ts';
import type { HelperPodEvent } from '../../../helper-pod/ports.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { Io } from '../../../cli/io.ts';
import { MovingLine } from '../../../cli/progress/moving-line.ts';
import { durationText } from '../../../text/age.ts';
import type { Style } from '../../../text/style.ts';
import { signedLines } from '../../../text/wrap.ts';
import type { StepName } from '../../../volsync/restore-journal.ts';
import { stepText, type StepDirection } from '../checklist.ts';
import type { RestoredApp } from './operation/plan.ts';
import { resultText } from './text/report.ts';

/** Shows on stderr how several restores are getting on. */
export interface ManyProgress {
  onBegun(app: ObjectKey): void;
  onEnded(result: RestoredApp): void;
  /** An event of the restore of one app. */
  report(app: ObjectKey, event: HelperPodEvent): void;
  onStep(app: ObjectKey, name: StepName, doing: StepDirection): void;
  /** Stops all animation on the terminal. */
  close(): void;
}

/** A running app: its step, and the last news of that step. */
interface Row {
  readonly step: string;
  readonly text: string;
}

/**
 * On a terminal one line with the number of finished apps, and one per running app with its step; each app that ends is
 * a permanent line. Otherwise each step is a line.
 */
export function manyProgress(io: Io, style: Style, total: number): ManyProgress {
  const line = new MovingLine(io);
  const rows = new Map<string, Row>();
  let done = 0;
  const redraw = () => {
    const running = [...rows].map(([name, row]) => rowText(name, row));
    const text = `restoring · ${done} of ${total} apps`;
    if (!line.isShown) line.draw([text, ...running].join(' · '));
    else {
      const below = running.map((row) => `  ${row}`.slice(0, io.stderr.columns - 1));
      line.drawRows({ above: [], text, below, since: undefined });
    }
  };
  const write = (sign: string, subject: string, text: string, hint?: string) => {
    line.pause();
    const columns = io.stderr.isTerminal ? io.stderr.columns : undefined;
    const todo = hint === undefined ? '' : `  → ${plainLine(hint)}\n`;
    io.stderr.write(`${signedLines({ sign, subject, text }, columns)}\n${todo}`);
    redraw();
  };
  const set = (name: string, change: Partial<Row>) => {
    const row = { ...(rows.get(name) ?? { step: '', text: '' }), ...change };
    rows.set(name, row);
    if (line.isShown) redraw();
    else write('►', name, rowText('', row));
  };
  redraw();
  return {
    onBegun: (app) => set(nameOf(app), { step: '', text: 'started' }),
    onStep: (app, step, doing) => set(nameOf(app), { step: stepText(step, doing), text: '' }),
    report: (app, event) => {
      const name = nameOf(app);
      const said = saidOf(event);
      if (said !== undefined) write(style.warning('!'), said.subject ?? name, said.text, said.hint);
      else if (event.type === 'step') set(name, { text: plainLine(event.words) });
      else if (event.type === 'progress' && line.isShown) set(name, { text: plainLine(event.words) });
    },
    onEnded: (result) => {
      const name = nameOf(result.app);
      rows.delete(name);
      done += 1;
      const [sign = '', ...words] = resultText(result).split(' ');
      const paint = result.outcome === 'ok' ? style.good : result.state === 'restored' ? style.warning : style.bad;
      write(paint(sign), name, `${words.join(' ')} · ${durationText(result.tookMs)} · ${done} of ${total} apps`);
    },
    close: () => line.close(),
  };
}

/** Events that stay on the screen. */
function saidOf(
  event: HelperPodEvent,
): { readonly subject?: string; readonly text: string; readonly hint: string } | undefined {
  if (event.type === 'left') return { text: plainLine(`${event.what} is left: ${event.why}`), hint: event.hint };
  if (event.type === 'warning') return { subject: nameOf(event.app), text: plainLine(event.words), hint: event.hint };
  if (event.type !== 'pod-left') return undefined;
  return { text: plainLine(`pod ${nameOf(event.pod)} could not be removed: ${event.why}`), hint: event.hint };
}

function rowText(name: string, { step, text }: Row): string {
  const said = [step, text].filter((text) => text !== '').join(': ');
  return name === '' ? said : `${name}  ${said}`;
}

function nameOf({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
