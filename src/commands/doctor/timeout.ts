/** The time that one helper pod may take, milliseconds. */
export const timeoutMs = 120_000;
