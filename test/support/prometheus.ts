// The text exposition format as Prometheus documents it, read strictly, without any code of ours.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\["\\\\n])*)"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL}(?:,|(?=\\})))*)\\})? (\\S+)$`);

/** Fails where the text is not of the format: lines of a name must stand together, HELP and TYPE once and first, no series twice. */
export function parseMetrics(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const seen = new Set<string>();
  const typed = new Set<string>();
  let current = '';
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line): readonly Sample[] => {
      const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line);
      if (comment !== null) {
        const [, keyword = '', name = '', rest = ''] = comment;
        if (seen.has(name) || typed.has(name)) throw new Error(`${keyword} of ${name} comes late or twice`);
        if (keyword === 'TYPE') {
          if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`no type: ${line}`);
          typed.add(name);
          current = name;
        }
        return [];
      }
      const match = SAMPLE.exec(line);
      if (match === null) throw new Error(`not a sample: ${line}`);
      const [, name = '', labels = ''] = match;
      const value = Number(match.at(-1));
      if (Number.isNaN(value)) throw new Error(`not a number: ${line}`);
      if (name !== current) throw new Error(`${name} is not of the group ${current}`);
      const series = line.slice(0, line.lastIndexOf(' '));
      if (seen.has(series)) throw new Error(`twice: ${series}`);
      seen.add(series);
      seen.add(name);
      const pairs = [...labels.matchAll(new RegExp(LABEL, 'g'))].map(([, key = '', word = '']) => [
        key,
        word,
      ]);
      return [{ name, labels: Object.fromEntries(pairs), value }];
    });
}

/** The value of the one sample with this name and these labels. */
export function metricIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const found = parseMetrics(text).filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`);
  return found[0]?.value ?? Number.NaN;
}
