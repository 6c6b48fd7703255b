// Fields of times: in any zone, around midnight, where clocks change, and whatever zone the machine is in.
import { expect, test } from 'vitest';
import { calendarField } from '../../src/policy/cel/calendar.ts';

test.each([
  ['2026-11-27T23:30:00Z', 'Europe/Berlin', [2026, 10, 28, 27, 6, 331, 0, 30]],
  ['2026-11-29T22:59:59Z', 'Europe/Berlin', [2026, 10, 29, 28, 0, 332, 23, 59]],
  ['2026-11-29T23:00:00Z', 'Europe/Berlin', [2026, 10, 30, 29, 1, 333, 0, 0]],
  ['2026-12-31T23:15:00Z', 'Europe/Berlin', [2027, 0, 1, 0, 5, 0, 0, 15]],
  ['2026-06-30T22:10:00Z', 'Europe/Berlin', [2026, 6, 1, 0, 3, 181, 0, 10]],
  ['2026-03-29T00:59:00Z', 'Europe/Berlin', [2026, 2, 29, 28, 0, 87, 1, 59]],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', [2026, 2, 29, 28, 0, 87, 3, 0]],
  ['2026-03-29T02:30:00Z', 'UTC', [2026, 2, 29, 28, 0, 87, 2, 30]],
  ['2026-11-28T04:30:00Z', 'America/New_York', [2026, 10, 27, 26, 5, 330, 23, 30]],
  ['2026-11-28T05:30:00Z', 'America/New_York', [2026, 10, 28, 27, 6, 331, 0, 30]],
  ['2026-11-27T18:45:00Z', '+05:30', [2026, 10, 28, 27, 6, 331, 0, 15]],
  ['2026-11-28T01:00:00Z', '-02:00', [2026, 10, 27, 26, 5, 330, 23, 0]],
  ['2024-12-31T12:00:00Z', '+00:00', [2024, 11, 31, 30, 2, 365, 12, 0]],
])('%s in %s', (time, zone, fields) => {
  const names = [
    'getFullYear',
    'getMonth',
    'getDate',
    'getDayOfMonth',
    'getDayOfWeek',
    'getDayOfYear',
    'getHours',
  ];
  const found = [...names, 'getMinutes'].map((name) => Number(calendarField(name, Date.parse(time), zone)));
  expect(found).toEqual(fields);
});

test('a part of a second stays', () => {
  const time = Date.parse('2026-11-27T23:30:07.250Z');
  for (const zone of ['Europe/Berlin', '+01:00']) {
    expect(calendarField('getSeconds', time, zone)).toBe(7n);
    expect(calendarField('getMilliseconds', time, zone)).toBe(250n);
  }
});

test('a zone that does not exist is an error that names it', () => {
  expect(() => calendarField('getHours', 0, 'Europe/Nowhere')).toThrow(
    'there is no time zone "Europe/Nowhere"',
  );
});
