/** The topics of `volsyncctl help` besides commands. */
export const topicNames = ['exit-codes', 'time', 'names', 'json', 'contexts'] as const;

export type TopicName = (typeof topicNames)[number];
