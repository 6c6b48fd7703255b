// Renders overrides for the planner and for apply: once for each content and set of overrides, with the hashes that state keeps.
import type { Digest } from '../../content/content.ts';
import { renderOverrides } from '../../content/overrides/render.ts';
import {
  type OverriddenPlace,
  RENDER_FORMAT,
  type Registries,
  type Rendering,
} from '../../content/overrides/rendered.ts';
import { shownPlace } from '../../content/overrides/shown-place.ts';
import { contentDigest, contentOutline, sha256, shownDigest } from '../../inventory/digest.ts';
import type { DesiredOverrides } from '../../model/desired.ts';
import type { RenderedPlace, Renderer, RenderResult } from '../../plan/renderer.ts';

/** One for each run: what it rendered is remembered by digest. */
export function createRenderer(): Renderer {
  const known = new WeakMap<Registries, Map<string, RenderResult>>();
  return (source, overrides, registries) => {
    const results = known.get(registries) ?? new Map<string, RenderResult>();
    known.set(registries, results);
    const id = `${source.digest} ${overrides.digest}`;
    const result =
      results.get(id) ??
      withHashes(source.digest, overrides, renderOverrides(source.content, overrides, registries));
    results.set(id, result);
    return result;
  };
}

function withHashes(source: Digest, overrides: DesiredOverrides, rendered: Rendering): RenderResult {
  if (rendered.status !== 'rendered') return rendered;
  const { content, notes, withoutUid } = rendered;
  const places = rendered.places.map(
    (place): RenderedPlace => ({ id: placeId(place), place, shown: shownPlace(place) }),
  );
  return {
    status: 'rendered',
    content,
    outline: contentOutline(content),
    places,
    notes,
    withoutUid,
    rendering: {
      format: RENDER_FORMAT,
      digest: overrides.digest,
      source,
      wanted: contentDigest(content),
      shown: shownDigest(content),
      places: Object.fromEntries(
        places.filter(({ place }) => place.mayConflict).map(({ id, place }) => [id, placeHash(place)]),
      ),
    },
  };
}

function placeId({ pack, part, path }: OverriddenPlace): string {
  return JSON.stringify([pack, part, path]);
}

/** What the source has, and behind a colon what is wanted there; of a secret no hash of its own is kept (state/FORMAT.md). */
function placeHash({ source, sourceFact, wanted, isSecret }: OverriddenPlace): string {
  const ofSource = source === null && !isSecret ? '' : short(sourceFact);
  return isSecret ? `${ofSource}:` : `${ofSource}:${wanted === null ? '' : short(wanted)}`;
}

function short(text: string): string {
  return sha256(text).slice('sha256:'.length, 'sha256:'.length + 12);
}
