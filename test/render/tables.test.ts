// Recorded state and inventory: aligned, within the width, with the JSON names of the contract.

import { expect, test } from 'vitest';
import type { InventoryRow } from '../../src/questions/inventory/judge.ts';
import { renderInventory } from '../../src/questions/inventory/text.ts';
import { columnsOf } from '../../src/render/columns.ts';
import { safeText } from '../../src/render/safe-text.ts';
import { renderStateList, renderStateShow, toStateListRow } from '../../src/render/state-text.ts';
import { anObject, aRow } from '../support/a-world.ts';
import { anyAddress, anyText } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';
import { expectGolden, findRawControls, PLAIN } from './golden.ts';

const UID = '690b0c0000000000000000aa';
const dev = aRow(
  'edge-base["edge-dev"]',
  anObject({ uid: UID, name: 'edge-base', version: '1.0.0', project: 'edge-dev' }),
);
const old = aRow(
  'edge-base["edge-dev"]@0.9.0',
  anObject({ uid: UID, name: 'edge-base', version: '0.9.0', project: 'edge-dev' }),
  {
    status: 'superseded',
    isProtected: true,
  },
);
const tenant = aRow('golden', anObject({ uid: UID, name: 'ML Ops Herbs', version: '2.1.0-rc.1' }), {
  declaredVersion: '2.0.0',
});
const rows = [dev, old, tenant].map((row) => toStateListRow(row));

test('state list at 80 and at 140 columns', () => {
  expectGolden(
    'state-list',
    (style) => `${renderStateList(rows, style)}\n${renderStateList(rows, { ...style, width: 140 })}`,
  );
});

test('state show', () => {
  expectGolden('state-show', (style) => `${renderStateShow(dev, style)}\n${renderStateShow(tenant, style)}`);
});

test('the names that state list prints as JSON are those of the contract', () => {
  expect(Object.keys(toStateListRow(old))).toEqual(
    'address uid name version scope project projectUid sourceUid sourceName sourceVersion digest provenance status protected consoleLink'.split(
      ' ',
    ),
  );
});

function inventoryRow(name: string, facts: Partial<InventoryRow> = {}): InventoryRow {
  return {
    uid: UID,
    name,
    version: '1.0.0',
    scope: 'project',
    project: 'edge-dev',
    projectUid: 'p-1',
    published: true,
    inUse: 0,
    managedBy: null,
    ...facts,
  };
}

const inventory = [
  inventoryRow('ML Ops Herbs', { scope: 'tenant', project: null, projectUid: null, published: false }),
  inventoryRow('edge-base', { managedBy: 'edge-base["edge-dev"]', inUse: 12 }),
  inventoryRow('edge-base', { version: '1.1.0', published: null, inUse: null }),
  inventoryRow('edge-base', { project: 'edge-prod', projectUid: 'p-2' }),
];

test('inventory at 80 and at 140 columns', () => {
  expectGolden(
    'inventory',
    (style) =>
      `${renderInventory(inventory, style)}\n${renderInventory(inventory, { ...style, width: 140 })}`,
  );
});

test('nothing is said in words', () => {
  expect(renderStateList([], PLAIN)).toBe('State is empty.\n');
  expect(renderInventory([], PLAIN)).toBe('No profiles.\n');
});

test('tables keep to the width, show addresses whole and let no control character out', () => {
  fc.assert(
    fc.property(
      anyAddress(),
      anyText(),
      anyText(),
      fc.integer({ min: 40, max: 160 }),
      (address, name, project, width) => {
        const style = { width, color: false };
        const row = aRow(address, anObject({ uid: UID, name, version: '1.0.0', project }), {
          projectName: project,
        });
        const whole = safeText(address);
        for (const text of [
          renderStateList([toStateListRow(row)], style),
          renderStateShow(row, style),
          renderInventory([inventoryRow(name, { project, managedBy: address })], style),
        ]) {
          expect(findRawControls(text)).toEqual([]);
          expect(text).toContain(whole);
          for (const line of text.split('\n'))
            if (!line.includes(whole)) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        }
      },
    ),
  );
});
