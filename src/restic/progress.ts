/** What a restic mover is doing. */
export interface ResticStage {
  readonly action: 'unlock' | 'check' | 'init' | 'backup' | 'restore' | 'forget' | 'prune' | 'done';
  /** restic's own progress text, such as `12.50% 100 files 1.2 GiB, total 800 files 9.6 GiB, 0 errors ETA 1:10`. */
  readonly progress: string | undefined;
}

/** The stage of a mover after one more line of its log; unchanged if the line says nothing about it. */
export function nextStage(stage: ResticStage | undefined, line: string): ResticStage | undefined {
  const action = actionOf(line);
  if (action !== undefined) return { action, progress: undefined };
  const progress = /^\[(?:\d+:)?\d+:\d\d\] (?<words>.*\S)/.exec(line)?.groups?.['words'];
  return stage === undefined || progress === undefined ? stage : { ...stage, progress };
}

function actionOf(line: string): ResticStage['action'] | undefined {
  const starting = /^=== Starting (?<action>unlock|backup|restore|forget|prune) ===$/.exec(line)?.groups?.['action'];
  if (starting !== undefined) return starting as ResticStage['action'];
  if (line.startsWith('=== Check for dir initialized')) return 'check';
  if (line.startsWith('=== Initialize Dir')) return 'init';
  return /^Restic completed in \d+s$/.test(line) ? 'done' : undefined;
}
