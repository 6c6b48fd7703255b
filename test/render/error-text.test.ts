// Failures: what, where, who, and always what to do.
import { expect, test } from 'vitest';
import { type FailureFacts, renderFailure } from '../../src/render/error-text.ts';
import { renderErrorJson, renderJson } from '../../src/render/json-document.ts';
import { expectGolden, findRawControls, PLAIN } from './golden.ts';

const locked: FailureFacts = {
  code: 'store/locked',
  message: 'the state is locked',
  hint: null,
  where: 'state/cloneform.db',
  holder: {
    holder: { runId: 'run-17', user: 'ada', host: 'build-7', pid: 4242, command: 'apply' },
    epoch: 3,
    acquiredAt: '2026-01-01T10:00:00.000Z',
    heartbeatAt: '2026-01-01T10:04:58.000Z',
    expiresAt: '2026-01-01T10:05:58.000Z',
  },
};

const refused: FailureFacts = {
  code: 'OperationForbidden',
  message: 'Palette refused it: the user has no permission clusterProfile.create in this project',
  hint: null,
  ref: 'a1b2c3',
  request: 'POST /v1/clusterprofiles/690b0c0000000000000000aa/clone',
};

const fault: FailureFacts = {
  code: 'cli/fault',
  message: 'this is a fault: \u001B[2J',
  hint: 'please report it',
  details: 'Error: x\n    at f (file.ts:1:2)\n    at g\u0007',
};

test('lock, refusal, fault', () => {
  expectGolden('failures', (style) =>
    [locked, refused, fault].map((failure) => renderFailure(failure, style)).join('\n'),
  );
});

test.each(['store/fenced', 'store/corrupt', 'store/disk-full', 'store/other-tenant', 'anything'])(
  '%s without a hint still says what to do',
  (code) => {
    expect(renderFailure({ code, message: 'm', hint: null }, PLAIN)).toMatch(/\n {2}= \w/);
  },
);

test('no control character gets out', () => {
  const hostile = '\u001B[2J\u202E\r';
  const failure = {
    code: hostile,
    message: hostile,
    hint: hostile,
    ref: hostile,
    request: hostile,
    where: hostile,
    details: hostile,
  };
  expect(findRawControls(renderFailure(failure, { width: 60, color: false }))).toEqual([]);
});

test('an error is one JSON document', () => {
  const text = renderErrorJson({ code: 'store/locked', message: 'a\u202Eb', diagnostics: [] });
  expect(text).toBe(
    '{\n  "error": {\n    "code": "store/locked",\n    "message": "a\\u202eb",\n    "diagnostics": []\n  }\n}\n',
  );
});

test('what is undefined is null in JSON', () => {
  expect(renderJson(undefined)).toBe('null\n');
});
