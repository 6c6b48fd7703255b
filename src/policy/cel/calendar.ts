// Fields of a time in a zone: the `get…` methods of timestamps. Those of the library take the hour after midnight in a named zone for the
// next day, and count in the zone of the machine, which may lack an hour, so that a rule would say another thing on another machine.
import { memoize } from '../../content/memoize.ts';

const DAY = 86_400_000;

/** As CEL counts: months, days of the week (from Sunday), of the month and of the year from 0; getDate from 1. */
const FIELDS: Readonly<Record<string, (time: Date) => number>> = {
  getFullYear: (time) => time.getUTCFullYear(),
  getMonth: (time) => time.getUTCMonth(),
  getDate: (time) => time.getUTCDate(),
  getDayOfMonth: (time) => time.getUTCDate() - 1,
  getDayOfWeek: (time) => time.getUTCDay(),
  getDayOfYear: (time) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / DAY),
  getHours: (time) => time.getUTCHours(),
  getMinutes: (time) => time.getUTCMinutes(),
  getSeconds: (time) => time.getUTCSeconds(),
  getMilliseconds: (time) => time.getUTCMilliseconds(),
};

export function isCalendarField(name: string): boolean {
  return Object.hasOwn(FIELDS, name);
}

/** `zone`: a name such as Europe/Berlin, or an offset such as +05:30. Throws where there is no such zone. */
export function calendarField(name: string, ms: number, zone: string): bigint {
  return BigInt(FIELDS[name]?.(new Date(wallClock(ms, zone))) ?? 0);
}

/** The time that clocks in the zone show, as if it were UTC. */
function wallClock(ms: number, zone: string): number {
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined)
    return ms + (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const second = Math.floor(ms / 1000) * 1000;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown + (ms - second);
}

const formatOf = memoize(newFormat);

function newFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new Error(`there is no time zone ${JSON.stringify(timeZone)}`);
  }
}
