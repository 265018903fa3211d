import type { ForeignText } from '../foreign-text.ts';
import type { Access } from '../errors.ts';
import type { KubeObject, ObjectMeta } from './objects.ts';

/** The connection flags, as kubectl means them; undefined where not given. */
export interface ConnectionOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroup?: readonly string[] | undefined;
  readonly asUid?: string | undefined;
  /** Each as `KEY=VALUE`; a key may be repeated. */
  readonly asUserExtra?: readonly string[] | undefined;
  /** URL or HOST:PORT of the API server, instead of the cluster's. */
  readonly server?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** Files, relative to the working directory. */
  readonly certificateAuthority?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
  /** A bearer token, instead of the user's credentials. Never shown. */
  readonly token?: string | undefined;
  /** Per request, in milliseconds; undefined means no limit except the adapter's own for a silent server. */
  readonly requestTimeoutMs?: number | undefined;
  /** The time limit of the client for the first answer of the server, in milliseconds. */
  readonly firstAnswerMs?: number | undefined;
  /** Called for each request that was answered or failed. */
  readonly onRequest?: ((request: SentRequest) => void) | undefined;
  /** Called before each wait for a server that is overloaded. */
  readonly onOverload?: ((wait: OverloadWait) => void) | undefined;
}

/** The server rejected a request because it has too many (429): it is repeated after `delayMs`. */
export interface OverloadWait {
  readonly delayMs: number;
  /** Since the first attempt. */
  readonly waitedMs: number;
}

/** One request to the API server, without anything that may be secret: of the query only the names. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  /** The HTTP status, or the error's code if there was no answer. */
  readonly result: number | string;
  /** Until the answer was read; for a stream, until it began. */
  readonly tookMs: number;
}

/** One kind of the API, with the type of its objects. `group` is empty for core/v1. */
export interface Resource<T extends KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  /** Its objects have no namespace; their keys have an empty one. */
  readonly isClusterScoped?: boolean;
  /** Never set; carries the type of the objects. */
  readonly objects?: T;
}

/** Selects objects of a kind: `namespace` undefined means all namespaces. */
export interface Scope {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export interface ObjectKey {
  readonly namespace: string;
  readonly name: string;
}

/**
 * An event of a watch. `synced` follows after the first list was delivered as `added`, and again after every re-list,
 * by when objects that disappeared have been delivered as `deleted`: a reader need not know about reconnections.
 */
export type WatchEvent<T> =
  { readonly type: 'added' | 'modified' | 'deleted'; readonly object: T } | { readonly type: 'synced' };

export interface LogRequest extends ObjectKey {
  readonly container?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly timestamps?: boolean | undefined;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
}

/** A program to run in a running container. */
export interface ExecRequest extends ObjectKey {
  readonly container: string;
  /** Its arguments; no shell interprets them. */
  readonly command: readonly string[];
  /** Its input; undefined for a program that reads nothing. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** The sizes of its terminal, at the start and after each change; its stderr is then part of its stdout. */
  readonly terminalSizes?: AsyncIterable<TerminalSize> | undefined;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The output of a program, and finally how it ended. The next part is fetched only after the previous one was taken.
 */
export type ExecEvent =
  | { readonly type: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly type: 'ended'; readonly exitCode: number };

export interface JsonPatchStep {
  readonly op: 'test' | 'remove' | 'replace' | 'add';
  readonly path: string;
  readonly value?: unknown;
}

/** A JSON merge patch (RFC 7396) as an object, or a JSON patch (RFC 6902) as a list of steps. */
export type Patch = Readonly<Record<string, unknown>> | readonly JsonPatchStep[];

export interface PatchOptions {
  readonly isDryRun?: boolean | undefined;
}

/** An object to be created: with a name, or with a `generateName`. */
export type NewObject<T extends KubeObject> = Omit<T, 'metadata' | 'status'> & {
  readonly metadata: Partial<ObjectMeta> & { readonly namespace: string; readonly generateName?: string };
};

export interface CreateOptions {
  readonly isDryRun?: boolean | undefined;
}

export interface DeleteOptions {
  /** 0 deletes the object at once, without waiting for running containers. Undefined uses the object's own period. */
  readonly gracePeriodSeconds?: number | undefined;
  /** Only the object with this UID, not a recreated one of the same name. */
  readonly uid?: string | undefined;
}

/**
 * The cluster as operations use it. Each operation declares only the calls it makes (`Pick<Cluster, …>`). Every call
 * throws a Failure (`not-found`, `refused`, `forbidden`, `unreachable`, `timeout`), and ends at once with `interrupted`
 * when its signal is aborted.
 */
export interface Cluster {
  /** The context's name, and the namespace to use by default. */
  readonly contextName: string;
  readonly namespace: string;
  /** Address of the API server, without credentials. */
  readonly server: string;

  get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, signal?: AbortSignal): Promise<T>;

  /** Like `get`, but undefined if the object does not exist. */
  find<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, signal?: AbortSignal): Promise<T | undefined>;

  /** Whether an object exists, by its metadata only: a Secret's values are never transferred. */
  exists(resource: Resource<KubeObject>, key: ObjectKey, signal?: AbortSignal): Promise<boolean>;

  list<T extends KubeObject>(resource: Resource<T>, scope: Scope, signal?: AbortSignal): Promise<readonly T[]>;

  /** Lists and watches until the signal is aborted, across restarts of the API server and expired resource versions. */
  watch<T extends KubeObject>(resource: Resource<T>, scope: Scope, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;

  /** Patches as field manager `volsyncctl` and returns the resulting object, including its status. */
  patch<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: PatchOptions,
    signal?: AbortSignal,
  ): Promise<T>;

  /** Creates as field manager `volsyncctl` and returns the object; for a dry run, as admission would have left it. */
  create<T extends KubeObject>(
    resource: Resource<T>,
    object: NewObject<T>,
    options?: CreateOptions,
    signal?: AbortSignal,
  ): Promise<T>;

  /** Deletes with background propagation; a missing object is no failure. */
  delete(resource: Resource<KubeObject>, key: ObjectKey, options?: DeleteOptions, signal?: AbortSignal): Promise<void>;

  /** The log's lines, without line ends; with `follow` until the container ends or the signal is aborted. */
  logs(request: LogRequest, signal?: AbortSignal): AsyncIterable<ForeignText>;

  /** Runs a program; a connection that breaks before its end is a Failure, never a short answer. */
  exec(request: ExecRequest, signal?: AbortSignal): AsyncIterable<ExecEvent>;

  /** Whether the API server allows this to the user. */
  isAllowed(access: Access, signal?: AbortSignal): Promise<boolean>;

  /**
   * The time on the API server's clock when this machine's clock shows `now`; `now` itself if the two are about the
   * same, and before the first answer. Use it to compute ages of what is in the cluster.
   */
  serverTime(now: Date): Date;

  /** The version of the API server, such as `v1.36.0`. */
  serverVersion(signal?: AbortSignal): Promise<string>;

  /** The user's name according to the API server; undefined if it does not report it. */
  userName(signal?: AbortSignal): Promise<string | undefined>;
}
