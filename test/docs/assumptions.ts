// What is assumed about Palette, as a page.
import { ASSUMPTIONS } from '../../src/palette/assumptions.ts';
import { cell, code } from './table.ts';

export function assumptionsPage(): string {
  const rows = Object.entries(ASSUMPTIONS).map(([name, { question, values, assumed }]) => {
    const others = values.filter((value) => value !== assumed);
    return `| \`${name}\` | ${cell(question.replace(/ \([a-z]\)$/, ''))} | ${word(assumed)} | ${others.map(word).join(', ')} |`;
  });
  return `# What is assumed about Palette

Made from src/palette/assumptions.ts. Palette's published API says much, and not everything. Each point that no document settles is a
row here: it has a name, and the value that is taken unless somebody looked. The embedded Palette has a switch for each (\`assumptions:\`
in its seed file), and the tests run each of its values. What cannot harm whichever way it is, is done in the way that holds for all.

| name | question | assumed | or |
|---|---|---|---|
${rows.join('\n')}

## Look on a tenant

\`\`\`sh
cloneform doctor --probe PROJECT
\`\`\`

asks Palette itself. It makes a handful of throw-away profiles in that project, named \`cloneform-probe-…\`, and looks what becomes of
them; then it deletes them, by the UIDs that Palette gave it, and nothing else. What it could not take away it tells by UID, and exits
with 1. What needs a cluster stays open, because it makes none. It needs a key that may create and delete profiles in the project.

What was seen is written to \`palette-facts.json\` beside the root file, and later runs on that host go by it where it changes what they
have to send. Commit that file: it holds the host, the tenant's UID, the project's name and the findings. Ask again after Palette was
upgraded.
`;

  function word(value: string): string {
    return value === '' ? 'empty' : code(value);
  }
}
