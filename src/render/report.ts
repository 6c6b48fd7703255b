// One report in one format. HTML and Markdown are loaded when they are wanted.

import { assertNever } from '../model/invariant.ts';
import { withGroups } from '../plan/groups.ts';
import type { AppliedPlan, Plan } from '../plan/plan.ts';
import type { PageHash } from './html/page.ts';
import type { NextCommandFacts } from './next-command.ts';
import type { LinkTo, ReportKind } from './report-view.ts';
import type { Style } from './style.ts';

export const FORMATS = ['text', 'json', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportOptions extends Partial<NextCommandFacts> {
  readonly kind: ReportKind;
  readonly hash: PageHash;
  /** For text. Files have no color. */
  readonly style?: Style;
  /** For Markdown: characters of the whole. */
  readonly most?: number;
  /** For HTML: where the lines of declarations can be read. */
  readonly linkTo?: LinkTo | null;
  /** For HTML: of the declarations. */
  readonly commit?: string | null;
}

const FILE_STYLE: Style = { width: 80, color: false };

export async function renderReport(
  format: Format,
  plan: Plan | AppliedPlan,
  options: ReportOptions,
): Promise<string> {
  const { kind, hash, most, linkTo = null, commit = null } = options;
  switch (format) {
    case 'text':
      return renderText(plan, options);
    case 'json': {
      const { renderJson } = await import('./json-document.ts');
      return renderJson(withGroups(plan));
    }
    case 'markdown': {
      const [{ toReportView }, { renderReportMarkdown }] = await Promise.all([
        import('./report-view.ts'),
        import('./markdown/report-markdown.ts'),
      ]);
      return renderReportMarkdown(toReportView(plan, kind), most);
    }
    case 'html': {
      const [{ toReportView }, { renderReportHtml }] = await Promise.all([
        import('./report-view.ts'),
        import('./html/report-html.ts'),
      ]);
      return renderReportHtml(toReportView(plan, kind, { linkTo, commit }), hash);
    }
    default:
      return assertNever(format);
  }
}

async function renderText(
  plan: Plan | AppliedPlan,
  { kind, style = FILE_STYLE, planFile = null, given = [] }: ReportOptions,
): Promise<string> {
  if (kind === 'drift') return (await import('./drift-text.ts')).renderDriftText(plan, style);
  const { renderPlanText } = await import('./plan-text.ts');
  const text = renderPlanText(plan, style, { command: kind, planFile, given });
  if (!('results' in plan) || plan.results.length === 0) return text;
  return `${text}${(await import('./apply-text.ts')).renderApplySummary(plan, style)}`;
}
