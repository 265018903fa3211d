/** The time limit of one helper pod, in milliseconds. */
export const timeoutMs = 120_000;
