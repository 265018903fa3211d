/** The code of a Node error, such as ECONNREFUSED; empty if there is none. */
export function nodeErrorCode(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
