import { plainLine } from '../../../foreign-text.ts';
import type { ApiRequest } from './api-request.ts';
import { asText, asTree, asTrees } from '../config/tree.ts';

/** An answer of the API server that is no success; `message` is the server's own. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: number;
  readonly request: ApiRequest;
  /** Such as `NotFound`; empty where the answer is no Kubernetes Status. */
  readonly reason: string;
  /** The object or the kind that the answer is about. */
  readonly about: { readonly name: string | undefined; readonly kind: string | undefined };
  readonly causes: readonly string[];
  readonly retryAfterMs: number | undefined;
  /** The server said of itself that it is up: only the API that was asked for is down. */
  isServerReady = false;

  constructor(status: number, body: string, request: ApiRequest, retryAfter?: string) {
    const document = parsedStatus(body);
    super(plainLine(asText(document['message']) ?? firstWords(body)));
    const details = asTree(document['details']);
    this.status = status;
    this.request = request;
    this.reason = asText(document['reason']) ?? '';
    this.about = { name: asText(details['name']), kind: asText(details['kind']) };
    this.causes = asTrees(details['causes']).map((cause) => plainLine(asText(cause['message']) ?? ''));
    this.retryAfterMs = retryAfter === undefined || !/^\d+$/.test(retryAfter) ? undefined : Number(retryAfter) * 1000;
  }

  /** The same, with what the server said of itself since. */
  ofReadyServer(): this {
    this.isServerReady = true;
    return this;
  }
}

function parsedStatus(body: string) {
  try {
    const document = asTree(JSON.parse(body));
    return document['kind'] === 'Status' ? document : {};
  } catch {
    return {};
  }
}

/** What stands before the API server (a proxy, a login page) answers in its own format. */
function firstWords(body: string): string {
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
