import type { TriggerEvent, AppTriggerEvent } from '../../sync/trigger-event.ts';
import { plainLine } from '../../foreign-text.ts';
import type { Style } from '../../text/style.ts';
import { triggerEventText } from '../../text/trigger-progress.ts';
import type { Io } from '../io.ts';
import { MovingLine } from './moving-line.ts';

/** Shows on stderr what happens while apps are triggered. */
export interface TriggerProgress {
  report(event: TriggerEvent): void;
  /** Stops all animation, and drops pending lines. */
  close(): void;
}

/** A shorter phase gets no line of its own. */
const briefMs = 1000;

/**
 * On a terminal, past events are permanent lines and the present phase is one animated line; otherwise each phase that
 * lasts is a plain line. The movers' log lines are shown only on request.
 */
export function triggerProgress(io: Io, style: Style, hasLogs: boolean): TriggerProgress {
  const write = (event: TriggerEvent) => {
    const text = textOf(event, io.now(), hasLogs);
    if (text !== undefined) io.stderr.write(`${signOf(event, style)} ${nameOf(event)}  ${text}\n`);
  };
  const line = new MovingLine(io);
  return line.isShown ? movingProgress(io, line, { write, hasLogs }) : plainProgress(io, write);
}

function textOf(event: TriggerEvent, now: Date, hasLogs: boolean): string | undefined {
  if (event.type === 'line') return hasLogs ? triggerEventText(event, now) : undefined;
  if (event.type !== 'warning') return triggerEventText(event, now);
  const hint = event.hint === undefined ? '' : `\n  → ${plainLine(event.hint)}`;
  return plainLine(event.message) + hint;
}

function signOf({ type }: AppTriggerEvent, style: Style): string {
  return ['warning', 'trouble', 'no-reaction'].includes(type) ? style.warning('!') : '►';
}

function nameOf({ app }: TriggerEvent): string {
  return `${app.namespace}/${app.name}`;
}

function plainProgress(io: Io, write: (event: TriggerEvent) => void): TriggerProgress {
  const brief = new Map<string, AbortController>();
  const said = new Map<string, string | undefined>();
  const forget = (app: string) => {
    brief.get(app)?.abort();
    brief.delete(app);
  };
  const sayPhase = (app: string, event: TriggerEvent) => {
    const text = triggerEventText(event, io.now());
    if (text !== said.get(app)) write(event);
    said.set(app, text);
  };
  return {
    report: (event) => {
      if (event.type === 'line') {
        write(event);
        return;
      }
      const app = nameOf(event);
      forget(app);
      if (event.type !== 'phase') {
        write(event);
        return;
      }
      if (isMilestone(event)) {
        sayPhase(app, event);
        return;
      }
      const stop = new AbortController();
      brief.set(app, stop);
      io.sleep(briefMs, stop.signal).then(
        () => sayPhase(app, event),
        () => undefined,
      );
    },
    close: () => [...brief.keys()].forEach(forget),
  };
}

/** Gets a line however short it is. */
function isMilestone({ phase }: Extract<AppTriggerEvent, { type: 'phase' }>): boolean {
  if (phase.kind === 'init') return phase.sleepSeconds !== undefined;
  if (phase.kind === 'restic') return ['backup', 'init'].includes(phase.stage?.action ?? '');
  return phase.kind === 'copied';
}

function movingProgress(
  io: Io,
  line: MovingLine,
  { write, hasLogs }: { readonly write: (event: TriggerEvent) => void; readonly hasLogs: boolean },
): TriggerProgress {
  const phases = new Map<string, string>();
  return {
    report: (event) => {
      const app = nameOf(event);
      if (event.type === 'phase') phases.set(app, `${app}  ${triggerEventText(event, io.now()) ?? ''}`);
      else if (event.type === 'done') phases.delete(app);
      if (event.type === 'line' && !hasLogs) return;
      if (event.type !== 'phase') {
        line.pause();
        write(event);
      }
      if (phases.size === 0) line.pause();
      else line.draw([...phases.values()].join(' · '));
    },
    close: () => line.close(),
  };
}
