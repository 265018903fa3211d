/** One line of a log. Hostile text: rendering strips control characters. */
export interface LogLine {
  readonly type: 'line';
  /** Undefined for a line that VolSync stored without pod, container and time. */
  readonly pod: string | undefined;
  readonly container: string | undefined;
  /** RFC 3339, recorded by the kubelet. */
  readonly time: string | undefined;
  readonly line: string;
  /** Whether several containers are shown, so that each line needs its origin. */
  readonly isOneOfSeveral: boolean;
}

/** Information about the lines. */
export type LogNote =
  | {
      readonly type: 'container-failed';
      readonly pod: string;
      readonly container: string;
      readonly exitCode: number;
      /** Kubernetes' termination reason, such as `OOMKilled`; left out if it is only `Error`. */
      readonly reason: string | undefined;
      readonly finishedAt: string | undefined;
      /** The meaning of its last lines, in one line, if it is known. */
      readonly cause: string | undefined;
    }
  | {
      readonly type: 'pod-waiting';
      readonly pod: string;
      readonly reason: string;
      readonly message: string | undefined;
    }
  | {
      readonly type: 'no-pod';
      /** Such as `home/web`; a destination that was found through its app has a different name than the one given. */
      readonly subject: string;
      /** When the running sync began; undefined if it is due but has not begun. */
      readonly since: string | undefined;
      readonly isPaused: boolean;
      /** The error that VolSync's controller reports, if any. */
      readonly error: string | undefined;
    }
  | {
      readonly type: 'stored-tail';
      readonly subject: string;
      readonly lastSyncTime: string | undefined;
      readonly result: string | undefined;
      readonly isEmpty: boolean;
    }
  /** An in-place restore of the app is unfinished; the hint says more. */
  | { readonly type: 'open-restore'; readonly subject: string; readonly message: string; readonly hint: string }
  | { readonly type: 'log-gone'; readonly pod: string; readonly container: string };

/** Emitted while the operation runs, in display order. */
export type LogEvent = LogLine | LogNote;
