import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { pathText } from '../../text/path-text.ts';
import { plainLine } from '../../foreign-text.ts';
import { sizeText } from '../../text/size.ts';
import type { Style } from '../../text/style.ts';
import { signedLines } from '../../text/wrap.ts';
import type { Io } from '../io.ts';
import { MovingLine } from './moving-line.ts';

/** Shows the running helper pods on stderr. */
export interface HelperPodProgress {
  report(event: HelperPodEvent): void;
  /** Writes permanent lines. */
  say(text: string): void;
  /** Stops all animation on the terminal. */
  close(): void;
}

/**
 * On a terminal one animated line. Otherwise one line per pod, or one for all of several apps; a pod that may be left
 * is always reported.
 */
export function helperPodProgress(io: Io, style: Style, what: string): HelperPodProgress {
  const atWork = new Set<string>();
  const line = new MovingLine(io);
  const progress = new Map<string, string>();
  let apps: Extract<HelperPodEvent, { type: 'apps' }> | undefined;
  const draw = () => {
    const pods = atWork.size === 0 || apps !== undefined ? [] : [`pod ${[...atWork].join(', ')}`];
    const far = [...progress].map(([app, words]) => `${app} ${words}`.trim());
    line.draw([what, ...doneText(apps), ...(far.length > 0 ? far : pods)].join(' · '));
  };
  const say = (text: string) => {
    line.pause();
    io.stderr.write(text);
  };
  const tellStep = (words: string) => {
    if (!line.isShown) io.stderr.write(`► ${what}: ${plainLine(words)}\n`);
    else progress.set('', plainLine(words));
  };
  const tellPod = (event: Extract<HelperPodEvent, { pod: unknown }>) => {
    const name = keyText(event.pod);
    if (event.type === 'pod-created') atWork.add(name);
    else atWork.delete(name);
    if (event.type === 'pod-left') {
      say(podLeftText(event, style));
    } else if (!line.isShown && event.type === 'pod-created' && apps === undefined) {
      io.stderr.write(`► ${what}: pod ${name}\n`);
    }
  };
  const tellApps = (event: Extract<HelperPodEvent, { type: 'apps' }>) => {
    if (apps === undefined && !line.isShown) io.stderr.write(`► ${what} of ${event.of} apps\n`);
    apps = event;
  };
  draw();
  return {
    report: (event) => {
      if (event.type === 'apps') tellApps(event);
      else if (event.type === 'progress') progress.set(keyText(event.app), plainLine(event.words));
      else if (event.type === 'received') progress.set(keyText(event.app), receivedText(event));
      else if (event.type === 'step') tellStep(event.words);
      else if ('pod' in event) tellPod(event);
      else say(stayingText(event, io, style));
      draw();
    },
    say: (text) => {
      say(text);
      draw();
    },
    close: () => line.close(),
  };
}

function doneText(apps: Extract<HelperPodEvent, { type: 'apps' }> | undefined): readonly string[] {
  return apps === undefined ? [] : [`${apps.done} of ${apps.of} apps`];
}

/** Events that are reported in permanent lines, even with an animated line. */
function stayingText(event: Extract<HelperPodEvent, { type: 'left' | 'warning' | 'estimate' }>, io: Io, style: Style) {
  if (event.type === 'left') return leftText(event, style);
  return event.type === 'warning' ? warningText(event, io, style) : estimateText(event);
}

function podLeftText({ pod, why, hint }: Extract<HelperPodEvent, { type: 'pod-left' }>, style: Style): string {
  return `${style.warning('!')} the pod ${keyText(pod)} could not be removed: ${plainLine(why)}\n  → ${plainLine(hint)}\n`;
}

function leftText({ what, why, hint }: Extract<HelperPodEvent, { type: 'left' }>, style: Style): string {
  return `${style.warning('!')} the ${what} is left: ${plainLine(why)}\n  → ${plainLine(hint)}\n`;
}

function estimateText({ app, bytes }: Extract<HelperPodEvent, { type: 'estimate' }>): string {
  return `► ${keyText(app)}  about ${sizeText(bytes)} will be read from the repository\n`;
}

type Warning = Extract<HelperPodEvent, { type: 'warning' }>;

function warningText({ app, words, hint }: Warning, { stderr }: Io, style: Style): string {
  const said = { sign: style.warning('!'), subject: keyText(app), text: plainLine(words) };
  return `${signedLines(said, stderr.isTerminal ? stderr.columns : undefined)}\n  → ${plainLine(hint)}\n`;
}

function receivedText({ bytes, size, path }: Extract<HelperPodEvent, { type: 'received' }>): string {
  const of = size === undefined ? '' : ` of ${sizeText(size)}`;
  return `${sizeText(bytes)}${of}${path === undefined ? '' : ` · ${pathText(path)}`}`;
}

function keyText({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
