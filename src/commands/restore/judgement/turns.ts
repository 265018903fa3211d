/** An item that waits for an earlier one, because both use `object`. */
export interface Turn<T> {
  readonly item: T;
  readonly after: { readonly item: T; readonly object: string } | undefined;
}

/**
 * Items that use the same object, directly or through others, in one group, to be handled one after another; groups do
 * not disturb each other.
 */
export function inTurns<T>(
  items: readonly T[],
  objectsOf: (item: T) => readonly string[],
): readonly (readonly Turn<T>[])[] {
  let groups: readonly Group<T>[] = [];
  for (const item of items) {
    const objects = objectsOf(item);
    const isShared = ({ users }: Group<T>) => objects.some((object) => users.has(object));
    const shared = groups.filter(isShared);
    const users = new Map(shared.flatMap((group) => [...group.users]));
    const object = objects.find((one) => users.has(one));
    const earlier = object === undefined ? undefined : users.get(object);
    const after = object === undefined || earlier === undefined ? undefined : { item: earlier, object };
    for (const one of objects) users.set(one, item);
    const turns = [...shared.flatMap((group) => group.turns), { item, after }];
    groups = [...groups.filter((group) => !shared.includes(group)), { users, turns }];
  }
  return groups.map(({ turns }) => turns);
}

interface Group<T> {
  readonly turns: readonly Turn<T>[];
  /** The last item that uses each object. */
  readonly users: ReadonlyMap<string, T>;
}
