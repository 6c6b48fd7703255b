// A time, a duration or a zone that is written out and that is none: at evaluation it would deny, whatever the plan is.
import { celEnv, isCelError, plan } from '@bufbuild/cel';
import { calendarField, isCalendarField } from './calendar.ts';
import { fault, type TypeCheck } from './check-fault.ts';
import type { CallNode, Node } from './syntax.ts';

const env = celEnv();

export function checkConstant(check: TypeCheck, whole: Node, call: CallNode): void {
  const [node] = call.args;
  const text = node === undefined ? null : textOf(node);
  if (node === undefined || text === null) return;
  const quoted = JSON.stringify(text);
  if (call.function === 'timestamp' && !hasValue(whole))
    fault(check, node, `${quoted} is no time`, 'write day, time and zone: timestamp("2026-12-24T00:00:00Z")');
  if (call.function === 'duration' && !hasValue(whole))
    fault(check, node, `${quoted} is no duration`, 'write hours, minutes or seconds: duration("36h")');
  if (call.target !== undefined && isCalendarField(call.function) && !isZone(text))
    fault(
      check,
      node,
      `there is no time zone ${quoted}`,
      'write a name such as "Europe/Berlin", or an offset such as "+01:00"',
    );
}

function textOf({ exprKind }: Node): string | null {
  if (exprKind.case !== 'constExpr') return null;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'stringValue' ? constantKind.value : null;
}

function hasValue(node: Node): boolean {
  return !isCelError(plan(env, node)({}));
}

function isZone(text: string): boolean {
  try {
    calendarField('getHours', 0, text);
    return true;
  } catch {
    return false;
  }
}
