// Whose approval counts: that of a person who may write here and did not open the pull request, of the commit that was planned, given
// after the plan was shown, and not taken back since.

/** Why no plan counts as reviewed: words for whoever merged. */
export class Unreviewed extends Error {}

/** A comment does not change what its author decided before; a dismissal does. */
const DECISIONS = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'];

/** Throws Unreviewed, ForgeError. */
export async function needApproval(forge, { number, author }, { head, since }) {
  const where = forge.name(number);
  const last = lastDecisions(await forge.reviews(number), author);
  const refused = [];
  let approved = false;
  for (const review of last) {
    const { state, commit, at, login } = review;
    const isOfPlan = commit === head && Date.parse(at) >= Date.parse(since);
    if (state === 'DISMISSED' || (state === 'APPROVED' && !isOfPlan)) continue;
    if (!(await forge.mayWrite(review))) {
      if (state === 'APPROVED') refused.push(login);
    } else if (state === 'CHANGES_REQUESTED') throw new Unreviewed(`${login} requests changes in ${where}`);
    else approved = true;
  }
  if (approved) return;
  const others =
    refused.length === 0 ? '' : `; ${refused.join(', ')} may not write here, so that approval does not count`;
  throw new Unreviewed(
    `nobody approved ${where} after its last plan (${since}, of ${head.slice(0, 8)})${others}`,
  );
}

function lastDecisions(reviews, author) {
  const byPerson = new Map();
  const inOrder = [...reviews].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const review of inOrder)
    if (review.isPerson && review.login !== author && DECISIONS.includes(review.state))
      byPerson.set(review.login, review);
  return [...byPerson.values()];
}
