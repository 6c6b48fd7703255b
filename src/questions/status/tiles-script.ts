// Tiles by keyboard: one of them is in the order of tabs, arrows go to its neighbors, Enter shows details, Escape hides them. One is
// open at a time. Without the script each tile opens by itself.

export const TILES_SCRIPT = `
(() => {
  'use strict';
  const fleet = document.querySelector('[data-tiles]');
  if (!fleet) return;
  const all = [...fleet.querySelectorAll('.tile > summary')];
  const isShown = (summary) => summary.getClientRects().length > 0;
  let current = all[0];
  const enter = (summary) => {
    if (current) current.tabIndex = -1;
    current = summary;
    if (current) current.tabIndex = 0;
  };
  for (const summary of all) summary.tabIndex = -1;
  enter(current);
  const opened = () => fleet.querySelectorAll('details.tile[open]');
  const close = (except) => {
    for (const tile of opened()) if (tile !== except) tile.open = false;
  };
  const reveal = (id) => {
    const tile = document.getElementById(id);
    if (!tile || !tile.matches('details.tile')) return false;
    close(tile);
    tile.open = true;
    const summary = tile.querySelector('summary');
    enter(summary);
    summary.focus();
    return true;
  };
  const middle = (box) => box.left + box.width / 2;
  const beside = (key) => {
    const shown = all.filter(isShown);
    const at = shown.indexOf(current);
    if (key === 'Home') return shown[0];
    if (key === 'End') return shown[shown.length - 1];
    if (key === 'ArrowLeft') return shown[at - 1];
    if (key === 'ArrowRight') return shown[at + 1];
    const from = current.getBoundingClientRect();
    const rest = key === 'ArrowDown' ? shown.slice(at + 1) : shown.slice(0, Math.max(0, at)).reverse();
    let best, row;
    for (const summary of rest) {
      const box = summary.getBoundingClientRect();
      if (Math.abs(box.top - from.top) < 4) continue;
      if (row === undefined) row = box.top;
      if (Math.abs(box.top - row) >= 4) break;
      if (!best || Math.abs(middle(box) - middle(from)) < Math.abs(middle(best.getBoundingClientRect()) - middle(from))) best = summary;
    }
    return best;
  };
  fleet.addEventListener('focusin', (event) => {
    if (event.target.matches('.tile > summary')) enter(event.target);
  });
  fleet.addEventListener('keydown', (event) => {
    if (!event.target.matches('.tile > summary') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    const next = beside(event.key);
    if (!next) return;
    const wasOpen = opened().length > 0;
    enter(next);
    next.focus();
    if (wasOpen) {
      close(next.parentElement);
      next.parentElement.open = true;
    }
  });
  fleet.addEventListener('click', (event) => {
    const summary = event.target.closest('.tile > summary');
    if (summary) close(summary.parentElement);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const tile = opened()[0];
    if (!tile) return;
    close(null);
    const summary = tile.querySelector('summary');
    enter(summary);
    summary.focus();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.attention a[href^="#"]');
    if (link && reveal(link.getAttribute('href').slice(1))) return event.preventDefault();
    if (!event.target.closest('.tile')) close(null);
  });
  // Where the tile that tabs lead to is filtered away, the first one that is left takes its place.
  document.addEventListener('filtered', () => {
    close(null);
    if (!current || !isShown(current)) enter(all.find(isShown));
  });
})();
`.trim();
