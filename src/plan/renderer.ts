// How the planner has overrides rendered: a function that the shell passes in, because digests need a hash.
import type { Content, Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import type { OverriddenPlace, OverrideNote, Registries, Rendering } from '../content/overrides/rendered.ts';
import type { DesiredOverrides } from '../model/desired.ts';
import type { PlannedOverride, PlannedRendering } from './plan.ts';

/** One place that an override decides, with what a plan shows of it. */
export interface RenderedPlace {
  /** Names the place in state. */
  readonly id: string;
  readonly place: OverriddenPlace;
  /** Secrets are masked. */
  readonly shown: PlannedOverride;
}

export interface Rendered {
  readonly status: 'rendered';
  readonly content: Content;
  readonly outline: Outline;
  readonly rendering: PlannedRendering;
  readonly places: readonly RenderedPlace[];
  readonly notes: readonly OverrideNote[];
  /** Packs for which the UID of the source's pack is wrong. */
  readonly withoutUid: ReadonlySet<string>;
}

export type RenderResult = Rendered | Exclude<Rendering, { status: 'rendered' }>;

/** What the overrides make of the content with this digest. The same arguments give the same value, as one object. */
export type Renderer = (
  source: { readonly content: Content; readonly digest: Digest },
  overrides: DesiredOverrides,
  registries: Registries,
) => RenderResult;
