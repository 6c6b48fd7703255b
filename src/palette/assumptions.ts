// What no document settles about Palette, each with its values and the one that is taken unless somebody looked (src/probe). The
// sandbox has a switch for each.
// Sources: facts.md section 9 (letters) and what follows from it.

export const ASSUMPTIONS = {
  conflictStatus: {
    question: 'HTTP status for a name and version that are taken (a)',
    values: ['409', '422', '400', '500'],
    assumed: '409',
  },
  cloneHeader: {
    question: 'ProjectUid header of a clone into another project (b)',
    values: ['source', 'target', 'either'],
    assumed: 'source',
  },
  cloneCopiesLabels: {
    question: 'whether a clone gets the labels of its source (c)',
    values: ['yes', 'no'],
    assumed: 'no',
  },
  cloneCopiesDescription: {
    question: 'whether a clone gets the description of its source (c)',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
  cloneOfDraft: {
    question: 'a clone of a version that was never published (d)',
    values: ['refused', 'draft'],
    assumed: 'refused',
  },
  cloneWithDeletedPack: {
    question: 'a clone of a version with a pack that is in the stage Deleted',
    values: ['refused', 'allowed'],
    assumed: 'refused',
  },
  patchLabels: {
    question: 'whether PATCH metadata replaces the labels or adds to them (e)',
    values: ['replace', 'merge'],
    assumed: 'replace',
  },
  groupedRow: {
    question: 'which version the row of a name shows (f)',
    values: ['newest', 'oldest', 'highest'],
    assumed: 'newest',
  },
  uniqueAcrossScopes: {
    question: 'whether a name and version are unique across tenant and projects (g)',
    values: ['no', 'yes'],
    assumed: 'no',
  },
  deleteInUse: {
    question: 'deleting a version that clusters use (h)',
    values: ['allowed', 'refused'],
    assumed: 'allowed',
  },
  deleteTemplateLinked: {
    question: 'deleting a version that a cluster template links (h)',
    values: ['refused', 'allowed'],
    assumed: 'refused',
  },
  annotationsSurvive: {
    question: 'whether annotations of cloneform are kept (i)',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
  putKeepsAnnotations: {
    question: 'whether annotations that PUT does not send are kept',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
  manifestsBesideDraft: {
    question:
      'which texts GET …/packs/manifests shows of a version that has a draft beside its published content',
    values: ['draft', 'published'],
    assumed: 'draft',
  },
  twoPartVersion: {
    question: 'a version such as 1.2 (j)',
    values: ['refused', 'normalised'],
    assumed: 'refused',
  },
  validateReportsConflict: {
    question: 'whether clone/validate says that a name and version are taken (k)',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
  retryAfter: { question: 'Retry-After with a 429 (l)', values: ['absent', 'present'], assumed: 'absent' },
  maskLiteral: {
    question: 'how a sensitive default is shown in responses (m)',
    values: ['********', ''],
    assumed: '********',
  },
  listsShowNewObjects: {
    question: 'when a new object appears in lists',
    values: ['at once', 'late'],
    assumed: 'at once',
  },
  dateHeader: {
    question: 'whether responses have a Date header',
    values: ['present', 'absent'],
    assumed: 'present',
  },
  auditHeader: {
    question: 'whether responses to clone and create have an AuditUid header',
    values: ['present', 'absent'],
    assumed: 'present',
  },
  auditsOfObject: {
    question: 'whether the key can read who changed an object (GET /v1/audits)',
    values: ['readable', 'refused', 'absent'],
    assumed: 'readable',
  },
  auditNotes: {
    question:
      'whether a note can be written on the audit entry that a clone names (PATCH /v1/audits/{uid}/userMsg)',
    values: ['kept', 'refused'],
    assumed: 'kept',
  },
  hiddenByFilter: {
    question: 'HTTP status of a profile that a resource filter hides from the key',
    values: ['404', '403'],
    assumed: '404',
  },
  goneProjectStatus: {
    question: 'HTTP status of a call in a project that is not in the tenant',
    values: ['404', '400', '403', '422'],
    assumed: '404',
  },
  projectTags: {
    question: 'whether the list of projects has the tags of each project, as labels',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
  variablesOfUsedProfile: {
    question: 'a change of the variables of a version that clusters use',
    values: ['refused', 'allowed'],
    assumed: 'refused',
  },
  variablesMoveTimestamp: {
    question: 'whether a change of variables moves lastModifiedTimestamp',
    values: ['yes', 'no'],
    assumed: 'yes',
  },
} as const satisfies Record<
  string,
  { readonly question: string; readonly values: readonly string[]; readonly assumed: string }
>;

export type AssumptionName = keyof typeof ASSUMPTIONS;
export type Assumptions = { readonly [Name in AssumptionName]: (typeof ASSUMPTIONS)[Name]['values'][number] };

/** How late a late list of the sandbox is, milliseconds. */
export const LATE_MS = 1500;

export function withAssumed(chosen: Partial<Assumptions>): Assumptions {
  const assumed = Object.fromEntries(
    Object.entries(ASSUMPTIONS).map(([name, facts]) => [name, facts.assumed]),
  );
  return { ...assumed, ...chosen } as Assumptions;
}
