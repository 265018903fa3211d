import type { ObjectKey } from '../kube/cluster.ts';
import type { HelperPodNews } from '../operations/helper-pod/ports.ts';
import { pathText } from '../render/path-text.ts';
import { plainLine } from '../render/plain.ts';
import { sizeText } from '../render/size.ts';
import type { Style } from '../render/style.ts';
import { signedLines } from '../render/wrap.ts';
import type { Io } from './io.ts';
import { MovingLine } from './moving-line.ts';

/** Shows on stderr which helper pods are at work. */
export interface HelperPodProgress {
  tell(news: HelperPodNews): void;
  /** Leaves nothing moving on the terminal. */
  close(): void;
}

/** On a terminal one line that moves, elsewhere a line for each pod; a pod that may be left is always told. */
export function helperPodProgress(io: Io, style: Style, what: string): HelperPodProgress {
  const atWork = new Set<string>();
  const line = new MovingLine(io);
  const progress = new Map<string, string>();
  const draw = () => {
    const pods = atWork.size === 0 ? [] : [`pod ${[...atWork].join(', ')}`];
    const far = [...progress].map(([app, words]) => `${app} ${words}`.trim());
    line.draw([what, ...(far.length > 0 ? far : pods)].join(' · '));
  };
  const say = (text: string) => {
    line.pause();
    io.stderr.write(text);
  };
  const tellLeft = ({ what: object, why, hint }: Extract<HelperPodNews, { type: 'left' }>) => {
    say(`${style.warning('!')} the ${object} is left: ${plainLine(why)}\n  → ${plainLine(hint)}\n`);
  };
  const tellStep = (words: string) => {
    if (!line.isShown) io.stderr.write(`► ${what}: ${plainLine(words)}\n`);
    else progress.set('', plainLine(words));
  };
  const tellPod = (news: Extract<HelperPodNews, { pod: unknown }>) => {
    const name = keyText(news.pod);
    if (news.type === 'pod-created') atWork.add(name);
    else atWork.delete(name);
    if (news.type === 'pod-left') {
      line.pause();
      io.stderr.write(`${style.warning('!')} the pod ${name} could not be removed: ${plainLine(news.why)}\n`);
      io.stderr.write(`  → ${plainLine(news.hint)}\n`);
    } else if (!line.isShown && news.type === 'pod-created') {
      io.stderr.write(`► ${what}: pod ${name}\n`);
    }
  };
  const tellEstimate = ({ app, bytes }: Extract<HelperPodNews, { type: 'estimate' }>) => {
    say(`► ${keyText(app)}  about ${sizeText(bytes)} will be read from the repository\n`);
  };
  draw();
  return {
    tell: (news) => {
      if (news.type === 'progress') progress.set(keyText(news.app), plainLine(news.words));
      else if (news.type === 'received') progress.set(keyText(news.app), receivedText(news));
      else if (news.type === 'step') tellStep(news.words);
      else if (news.type === 'left') tellLeft(news);
      else if (news.type === 'warning') say(warningText(news, io, style));
      else if (news.type === 'estimate') tellEstimate(news);
      else tellPod(news);
      draw();
    },
    close: () => line.close(),
  };
}

type Warning = Extract<HelperPodNews, { type: 'warning' }>;

function warningText({ app, words, hint }: Warning, { stderr }: Io, style: Style): string {
  const said = { sign: style.warning('!'), subject: keyText(app), text: plainLine(words) };
  return `${signedLines(said, stderr.isTerminal ? stderr.columns : undefined)}\n  → ${plainLine(hint)}\n`;
}

function receivedText({ bytes, size, path }: Extract<HelperPodNews, { type: 'received' }>): string {
  const of = size === undefined ? '' : ` of ${sizeText(size)}`;
  return `${sizeText(bytes)}${of}${path === undefined ? '' : ` · ${pathText(path)}`}`;
}

function keyText({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
