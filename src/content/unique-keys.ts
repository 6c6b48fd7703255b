// Keys for things that share a name: the first has the name itself, the next `name#2`, …

/** In the order of the names; a key that is in use already is passed over (state/FORMAT.md). */
export function uniqueKeys(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let n = 2; used.has(key); n++) key = `${name}#${n}`;
    used.add(key);
    return key;
  });
}
