// Entries of Palette's audit: who did what, and when.
import type { AuditEntry } from './port.ts';
import { asList, asObject, type JsonObject } from './shape.ts';

/** Entries that say when and who; the others say nothing. Throws ShapeError. */
export function decodeAudits(body: unknown): readonly AuditEntry[] {
  return asList(asObject(body, 'answer')['items'], 'items').flatMap((item) => {
    const { metadata, spec } = asObject(item, 'item');
    const { creationTimestamp } = partOf(metadata);
    const { actionType, actor } = partOf(spec);
    const at = textOf(creationTimestamp);
    const who = actorOf(partOf(actor));
    return who === '' || Number.isNaN(Date.parse(at)) ? [] : [{ at, action: textOf(actionType), actor: who }];
  });
}

/** The address of a user says more than a name. */
function actorOf({ user, serviceName, actorType }: JsonObject): string {
  const { emailId, firstName, lastName } = partOf(user);
  const name = `${textOf(firstName)} ${textOf(lastName)}`.trim();
  return [textOf(emailId), name, textOf(serviceName), textOf(actorType)].find((one) => one !== '') ?? '';
}

function partOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
