// Graphs as text for other tools: names cannot become syntax, and many copies are drawn as few.
import { expect, test } from 'vitest';
import { renderDot, renderMermaid } from '../../src/questions/graph/text.ts';
import { graphOfPlan } from '../../src/render/graph-view.ts';
import { graphHtml } from '../../src/render/html/graph-svg.ts';
import { bigPlan, hostilePlan } from '../support/report-plans.ts';
import { aChange, aPlan, PLAN_CASES } from './plan-cases.ts';

test('a plan has its sources, clones and chains, and nothing that goes', () => {
  const graph = graphOfPlan(
    aPlan([
      aChange('dev'),
      aChange('prod', { source: { clone: 'dev' as never } }),
      aChange('old', { action: 'delete', reason: 'not_declared', uid: 'u' }),
      aChange('dev@0.9.0', { action: 'noop', reason: 'unchanged', uid: 'u-2' }),
    ]),
    false,
  );
  expect(graph.nodes.map((node) => node.label)).toEqual(['docs-ubuntu-k3s', 'dev', 'prod']);
  expect(graph.edges.map(({ from, to }) => [from.split(' ')[0], to])).toEqual([
    ['dev', 'prod'],
    ['source', 'dev'],
  ]);
});

test('of a large plan only what changes is drawn, with all that it is copied from', () => {
  const same = { action: 'noop', reason: 'unchanged', uid: 'u' } as const;
  const plan = aPlan([
    aChange('dev', same),
    aChange('stage', { ...same, source: { clone: 'dev' as never } }),
    aChange('prod', { source: { clone: 'stage' as never } }),
    aChange('other', { ...same, source: { name: 'another' } }),
  ]);
  const labels = (onlyChanges: boolean): readonly string[] =>
    graphOfPlan(plan, onlyChanges).nodes.map(({ label }) => label);
  expect(labels(true)).toEqual(['docs-ubuntu-k3s', 'dev', 'prod', 'stage']);
  expect(labels(false)).toEqual(['another', 'docs-ubuntu-k3s', 'dev', 'other', 'prod', 'stage']);
});

test('names are text', () => {
  const graph = graphOfPlan(hostilePlan(), false);
  expect(renderMermaid(graph)).not.toMatch(/<(?!br\/>)|"[^"\n]*"[^\])\n]*"/);
  for (const line of renderDot(graph).split('\n'))
    expect(line.replaceAll(/\\[\\"n]/g, '').match(/"/g)?.length ?? 0).toBeOneOf([0, 2, 4]);
});

test('many copies are one for each declaration, and more than can be drawn are a list', () => {
  const graph = graphOfPlan(bigPlan(3000), false);
  const mermaid = renderMermaid(graph);
  expect(mermaid).toContain('copies, drawn as one node for each declaration');
  expect(mermaid.split('\n').length).toBeLessThan(250);
  expect(graphHtml(graph).toString()).toContain('<ul class="tree">');
  expect(graphHtml(graphOfPlan(PLAN_CASES.get('plan-creates') ?? aPlan([]), false)).toString()).toContain(
    '<svg',
  );
});
