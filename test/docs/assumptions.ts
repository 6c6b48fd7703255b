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

asks Palette itself. It makes some temporary profiles in that project and a few at tenant scope, named \`cloneform-probe-…\`, looks what
becomes of them, and deletes them again. It needs a key that may create and delete profiles in the project. What needs a cluster stays
open, because it makes none.

- **Nothing wrong becomes a finding.** A refusal counts when it comes twice in the same words while a like call in between works. A 429, a
  503, a page of a proxy or a lost answer leaves the question open, and an open question is asked once more.
- **Nothing is left behind without a word.** What the probe is about to send is written to a journal first, in
  \`$XDG_STATE_HOME/cloneform/probes\` (\`~/.local/state/cloneform/probes\`). At the end it lists what has its name, and believes that an
  object is gone only when Palette says \`ResourceNotFound\` and a whole list is without it. Ctrl-C and SIGTERM end the questions and start
  that work. What is not proven to be deleted is named by UID, with exit code 1.
- The next \`doctor --probe\` of the same user deletes what an earlier one left, by its journal; \`doctor\` names every such object that it sees.

What was seen is written to \`palette-facts.json\` beside the root file, and later runs on that host go by it where it changes what they
have to send. Commit that file: it holds the host, the tenant's UID, the project's name and the findings. A question that a later probe leaves open keeps
what an earlier one saw on that host. A file that is damaged is not used, and every command says so. Ask again after Palette was upgraded.
`;

  function word(value: string): string {
    return value === '' ? 'empty' : code(value);
  }
}
