// Writes content into an object: set variables → check packs → draft → publish → take surplus variables away, or put all in order. Each
// step is in the journal before it is sent, and can be repeated. A new clone and one that is updated are written alike.

import type { ScopeRef } from '../model/natural-key.ts';
import type { EntryStep, OpenEntry } from '../model/recorded.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { WirePackFault, WireProfileUpdate } from '../palette/wire.ts';
import { mayHaveDraft } from '../plan/recovered-rows.ts';
import { type ApplyDeps, type FailedSaga, refuse, write } from './deps.ts';
import { attempt, toFailure } from './failures.ts';
import type { WantedContent } from './goal.ts';
import { type UpdateTarget, updateBody, type VariableChanges } from './update-body.ts';

const MAX_SENDS = 3;

/** Of what Palette finds wrong with packs. */
const SHOWN_FAULTS = 5;

export interface ContentWriting {
  readonly entry: OpenEntry;
  readonly scope: ScopeRef;
  readonly target: UpdateTarget;
  readonly variables: VariableChanges;
  /** The journal says how far it got. Not where the step says something else: that an earlier clone call may still arrive. */
  readonly movesStep: boolean;
}

export type WrittenContent =
  | { readonly status: 'written' }
  /** Palette would not take these packs: no draft was written. */
  | { readonly status: 'refused'; readonly result: FailedSaga; readonly isUnchanged: boolean }
  /** `isFirst`: nothing was sent before. */
  | {
      readonly status: 'failed';
      readonly step: EntryStep;
      readonly error: PaletteError;
      readonly isFirst: boolean;
    };

interface Step {
  readonly step: EntryStep;
  readonly send: () => Promise<unknown>;
}

export async function writeContent(
  deps: ApplyDeps,
  wanted: WantedContent,
  writing: ContentWriting,
): Promise<WrittenContent> {
  const { client } = deps;
  const { scope, target, variables } = writing;
  const { uid } = target;
  const update = updateBody(wanted, target);
  const before: readonly Step[] =
    variables.set.length === 0
      ? []
      : [{ step: 'variables', send: () => client.patchVariables(uid, scope, variables.set) }];
  const after: readonly Step[] = [
    { step: 'draft', send: () => client.putProfile(uid, scope, update) },
    { step: 'publish', send: () => client.publish(uid, scope) },
    ...lastSteps(client, uid, scope, variables),
  ];
  const begun = await sendSteps(deps, writing, before, true);
  if (begun !== null) return begun;
  const faults = wanted.goal.overrides === undefined ? [] : await findFaults(deps, scope, update);
  if (faults.length > 0)
    return { status: 'refused', result: packsRefused(uid, faults), isUnchanged: before.length === 0 };
  return (await sendSteps(deps, writing, after, before.length === 0)) ?? { status: 'written' };
}

async function sendSteps(
  deps: ApplyDeps,
  writing: ContentWriting,
  steps: readonly Step[],
  isFirst: boolean,
): Promise<Extract<WrittenContent, { status: 'failed' }> | null> {
  const { entry, movesStep } = writing;
  for (const [index, { step, send }] of steps.entries()) {
    // The journal never goes back to before a draft that an earlier run may have left: it would look like somebody else's.
    const isBack = step === 'variables' && mayHaveDraft(entry);
    if (movesStep && !isBack) await write(deps, { kind: 'step_entry', id: entry.id, step });
    const error = await sendStep(deps, writing, send);
    if (error !== null) return { status: 'failed', step, error, isFirst: isFirst && index === 0 };
  }
  return null;
}

/** Once no pack names them any more: what is surplus goes; where the order is another, all are put, which takes it away, too. */
function lastSteps(
  client: ApplyDeps['client'],
  uid: string,
  scope: ScopeRef,
  { order, remove }: VariableChanges,
): readonly Step[] {
  if (order.length > 0) return [{ step: 'surplus', send: () => client.putVariables(uid, scope, order) }];
  return remove.length === 0
    ? []
    : [{ step: 'surplus', send: () => client.deleteVariables(uid, scope, remove) }];
}

/** Sending the same again does no harm, but not blindly: first the object is looked at, so that none is written that is gone. */
async function sendStep(
  deps: ApplyDeps,
  { target, scope }: ContentWriting,
  send: () => Promise<unknown>,
): Promise<PaletteError | null> {
  for (let sends = 1; ; sends++) {
    const sent = await attempt(send);
    if (sent.ok) return null;
    if (sent.error.effect === 'none' || sends === MAX_SENDS || deps.isStopping()) return sent.error;
    const seen = await attempt(() => deps.client.getProfile(target.uid, scope));
    if (!seen.ok || seen.value === undefined) return sent.error;
  }
}

/** What Palette finds wrong with rendered packs, before they are written. Without an answer the publish tells. */
async function findFaults(
  deps: ApplyDeps,
  scope: ScopeRef,
  update: WireProfileUpdate,
): Promise<readonly WirePackFault[]> {
  if (!deps.checksPacks) return [];
  const asked = await attempt(() => deps.client.validatePacks(update.metadata.uid, scope, update));
  return asked.ok ? asked.value : [];
}

function packsRefused(uid: string, faults: readonly WirePackFault[]): FailedSaga {
  return refuse(
    'PacksRefused',
    `Palette does not accept the packs that its overrides make: ${faultWords(faults)}`,
    'its packs were not changed: change the overrides and apply again; --no-preflight leaves this check out',
    uid,
  );
}

function faultWords(faults: readonly WirePackFault[]): string {
  const shown = faults.slice(0, SHOWN_FAULTS).map(({ pack, message }) => `pack ${pack}: ${message}`);
  const more = faults.length > SHOWN_FAULTS ? `; … (${faults.length} in total)` : '';
  return `${shown.join('; ')}${more}`;
}

/**
 * A publish can fail on content, and leaves a draft (facts.md section 10, row 27). Where Palette's message names no pack of it, its check
 * of packs is asked which one it is: one request, and only then.
 */
export async function notPublished(
  deps: ApplyDeps,
  wanted: WantedContent,
  { target, scope }: ContentWriting,
  error: PaletteError,
): Promise<FailedSaga> {
  const update = updateBody(wanted, target);
  const found = namesPack(error, update) ? '' : await packFaults(deps, scope, update);
  const because = `its draft is written, but Palette does not publish it: ${error.message}${found}; the published content is unchanged, and the next run continues with the draft`;
  return toFailure(error, target.uid, because);
}

function namesPack({ message }: PaletteError, { spec }: WireProfileUpdate): boolean {
  return spec.template.packs.some(({ name }) => message.includes(name));
}

/** Without an answer, the refusal itself is all there is to say. */
async function packFaults(deps: ApplyDeps, scope: ScopeRef, update: WireProfileUpdate): Promise<string> {
  const asked = await attempt(() => deps.client.validatePacks(update.metadata.uid, scope, update));
  return !asked.ok || asked.value.length === 0 ? '' : ` (${faultWords(asked.value)})`;
}
