// Notes in Palette's audit, where they are asked for: whoever looks in the console finds the plan, the commit and the message of the run.
import { maskSentence } from '../../content/secret-text.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { PaletteError } from '../../palette/palette-error.ts';
import type { PaletteClient } from '../../palette/port.ts';
import type { FlowDeps } from '../deps.ts';

/** The most that Palette takes (facts.md section 10, row 28). */
const MOST_CHARACTERS = 255;

interface RunNote {
  readonly checksum: string;
  readonly commit: string | null;
  readonly message: string | null;
}

/** One line without secrets, as long as Palette takes it. */
function noteText({ checksum, commit, message }: RunNote, redact: (text: string) => string): string {
  const words = [
    `cloneform plan ${checksum}`,
    ...(commit === null ? [] : [`commit ${commit}`]),
    ...(message === null ? [] : [message]),
  ].join(', ');
  const line = maskSentence(
    redact(words)
      .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
      .trim(),
  );
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}

interface AuditNotes {
  readonly note: (auditUid: string, clone: { readonly projectUid: string | null }) => Promise<void>;
  /** To be said once a run has ended: not every clone got its note. */
  readonly warnings: () => readonly Diagnostic[];
}

/** After the first refusal no other entry is asked for: a key that may not write notes costs one request. */
function createAuditNotes(
  { secrets }: Pick<FlowDeps, 'secrets'>,
  client: Pick<PaletteClient, 'noteAudit'>,
  run: RunNote,
): AuditNotes {
  const text = noteText(run, (words) => secrets?.redact(words) ?? words);
  let failure: PaletteError | null = null;
  let missing = 0;
  return {
    note: async (auditUid, { projectUid }) => {
      if (failure !== null) {
        missing++;
        return;
      }
      try {
        await client.noteAudit(auditUid, { projectUid }, text);
      } catch (error) {
        // Not Palette's: the lease or the state is lost, and nothing more may be sent.
        if (!(error instanceof PaletteError)) throw error;
        failure = error;
        missing++;
      }
    },
    warnings: () =>
      failure === null
        ? []
        : [
            {
              code: 'apply/audit-note',
              severity: 'warning',
              message: `the note of this run is missing in Palette's audit for ${missing} of its clones (${failure.code})`,
              hint: 'the clones are complete; check the rights of the key, or set palette.auditNotes to false',
            },
          ],
  };
}

/** For one run: what apply gets, and what there is to say at its end. Nothing where notes are not wanted. */
export function openAuditNotes(
  deps: Pick<FlowDeps, 'secrets' | 'warn'>,
  request: Omit<RunNote, 'checksum'> & {
    readonly auditNotes: boolean;
    readonly client: Pick<PaletteClient, 'noteAudit'>;
  },
  checksum: string,
): { readonly deps: { readonly noteClone?: AuditNotes['note'] }; end(): readonly Diagnostic[] } {
  if (!request.auditNotes) return { deps: {}, end: () => [] };
  const { client, commit, message } = request;
  const notes = createAuditNotes(deps, client, { checksum, commit, message });
  return {
    deps: { noteClone: notes.note },
    end: () => {
      const warnings = notes.warnings();
      for (const warning of warnings) deps.warn?.(warning);
      return warnings;
    },
  };
}
