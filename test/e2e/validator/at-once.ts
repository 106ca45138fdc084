const requestsAtOnce = 16;

/** Looks at all of them, some at a time, and keeps what it finds in their order; what is undefined is left out. */
export async function atOnce<Item, Found>(
  items: Iterable<Item>,
  look: (item: Item) => Promise<Found | undefined>,
  count = Infinity,
): Promise<Found[]> {
  const found = new Map<number, Found>();
  const left = items[Symbol.iterator]();
  let place = 0;
  const worker = async (): Promise<void> => {
    while (found.size < count) {
      const { done, value } = left.next();
      if (done) return;
      const own = place++;
      const result = await look(value);
      if (result !== undefined) found.set(own, result);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  const ordered = [...found].toSorted(([one], [other]) => one - other);
  return ordered.slice(0, count).map(([, result]) => result);
}
