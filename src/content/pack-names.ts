// Names of packs. A chart that a profile has more than once is named `<display name>--<chart name>` (facts.md section 10).

/** The full name first, then what may be the chart's name in it. */
export function namesOfPack(name: string): readonly string[] {
  const names = [name];
  for (let at = name.indexOf('--'); at !== -1; at = name.indexOf('--', at + 1)) {
    const chart = name.slice(at + 2);
    if (at > 0 && chart !== '' && !chart.startsWith('-')) names.push(chart);
  }
  return names;
}
