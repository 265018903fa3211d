/** The code of a Node error, such as ECONNREFUSED; empty where there is none. */
export function nodeErrorCode(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
