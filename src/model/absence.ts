// What it takes to call an object gone. One answer that Palette has no such object proves little: a key may have lost sight of it, a
// list may lose rows, a gateway may answer in Palette's place. Decides only, from all the evidence; inventory/read-absence.ts gathers it.
//
//   the object is denied   and its scope's list, read whole, lacks it, and its name is free (or a visible object has it) → gone
//                          the list shows it → there      nothing visible has its name, yet it is taken → hidden
//   the project is denied  and a project list, read whole, lacks it → gone      the list has it → unknown
//   anything else          → unknown: an answer that nobody gave proves nothing
import type { NaturalKey } from './natural-key.ts';
import type { ReadFailure, ScopeRead } from './observed.ts';

export interface Evidence {
  readonly uid: string;
  /** Where it was, by its record or by its last answer; name and version are null where nobody knows them. */
  readonly place: FormerPlace;
  /** What the GET of the object said. */
  readonly answer: Denied;
  /** The list of its scope; undefined: not read yet. */
  readonly list: ScopeRead | undefined;
  /** Whether a project list has its project; undefined: not read yet. */
  readonly project: 'listed' | 'missing' | ReadFailure | undefined;
  /** What validate/name says of its name and version; undefined: not asked yet. */
  readonly name: 'free' | 'taken' | ReadFailure | undefined;
}

export type FormerPlace =
  | NaturalKey
  | (Pick<NaturalKey, 'scope' | 'projectUid'> & { readonly name: null; readonly version: null });

/** `object`: Palette itself says that it has no such object. */
export type Denied = 'object' | ReadFailure;

export type Absence =
  | { readonly status: 'gone' }
  /** Still there by its list, hidden by its name, or not to be told: nothing is concluded from that. */
  | { readonly status: 'there' | 'hidden' | 'unknown'; readonly failure: ReadFailure };

/** The next piece of evidence that is needed. */
export type Question = { readonly ask: 'list' | 'project' | 'name' };

/** Codes that deny the project, whatever their status (facts.md section 10, 2). */
const PROJECT_DENIALS: readonly string[] = ['ProjectNotFoundInTenant', 'ResourceAccessDenied'];

export function deniesProject({ code }: ReadFailure): boolean {
  return PROJECT_DENIALS.includes(code);
}

export const HIDDEN = 'hidden from this key, or was created again';

export function judgeAbsence(evidence: Evidence): Absence | Question {
  const { answer, list, name } = evidence;
  if (answer !== 'object') return deniesProject(answer) ? judgeProject(evidence, answer) : unknown(answer);
  if (list === undefined) return { ask: 'list' };
  if (list.status === 'unreadable') {
    // A list is no object: where even that is not found, it is the project that Palette does not have.
    const isDenied = deniesProject(list.failure) || list.failure.code === 'ResourceNotFound';
    return isDenied ? judgeProject(evidence, list.failure) : unknown(list.failure);
  }
  if (list.versions.some(({ uid }) => uid === evidence.uid))
    return failed('there', 'ResourceNotFound', LISTED);
  const missing = list.missing ?? 0;
  if (missing > 0) return failed('unknown', 'IncompleteList', incomplete(missing));
  return judgeName(evidence, list.versions, name);
}

const LISTED = 'it is listed, but cannot be read by its UID';

function incomplete(missing: number): string {
  const rows = missing === 1 ? 'one row' : `${missing} rows`;
  return `the list of its scope is incomplete: Palette counts ${rows} more than it returns`;
}

function judgeName(
  { place }: Evidence,
  listed: readonly { readonly name: string; readonly version: string }[],
  name: Evidence['name'],
): Absence | Question {
  if (place.name === null) {
    const isBlank = listed.length === 0;
    return isBlank ? failed('unknown', 'EmptyList', 'Palette lists nothing in its scope') : GONE;
  }
  // Names are unique: whoever has it in plain sight took the place of what was there.
  if (listed.some((item) => item.name === place.name && item.version === place.version)) return GONE;
  if (name === undefined) return { ask: 'name' };
  if (name === 'free') return GONE;
  if (name !== 'taken') return unknown(name);
  return failed(
    'hidden',
    'NameTaken',
    `Palette does not show it, but reports its name as taken: it is ${HIDDEN}`,
  );
}

function judgeProject(evidence: Evidence, denial: ReadFailure): Absence | Question {
  const { place, project } = evidence;
  if (place.projectUid === null) return unknown(denial);
  if (project === undefined) return { ask: 'project' };
  if (project === 'missing') return GONE;
  if (project !== 'listed') return unknown(project);
  return failed('unknown', denial.code, `${denial.message} (but its project is listed)`);
}

const GONE: Absence = { status: 'gone' };

function unknown(failure: ReadFailure): Absence {
  return { status: 'unknown', failure };
}

function failed(status: 'there' | 'hidden' | 'unknown', code: string, message: string): Absence {
  return { status, failure: { code, message } };
}
