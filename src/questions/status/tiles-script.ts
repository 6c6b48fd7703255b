// Tiles by keyboard: one of them is in the order of tabs, arrows go to its neighbors, Enter shows details, Escape hides them. One is
// open at a time. Without the script each tile is a link to its details.

export const TILES_SCRIPT = `
(() => {
  'use strict';
  const fleet = document.querySelector('[data-tiles]');
  if (!fleet) return;
  const all = [...fleet.querySelectorAll('.tile')];
  const isShown = (tile) => tile.getClientRects().length > 0;
  let current, opened;
  const enter = (tile) => {
    if (current) current.tabIndex = -1;
    current = tile;
    if (!current) return;
    current.tabIndex = 0;
    current.setAttribute('aria-expanded', String(current === opened));
  };
  const cardOf = (tile) => {
    unfold(tile.parentElement);
    return tile.parentElement.querySelector('.card');
  };
  const show = (tile) => {
    if (opened) {
      cardOf(opened).classList.remove('open');
      opened.setAttribute('aria-expanded', 'false');
    }
    opened = tile;
    if (!opened) return;
    cardOf(opened).classList.add('open');
    opened.setAttribute('aria-expanded', 'true');
  };
  const go = (tile) => {
    enter(tile);
    tile.focus();
  };
  const reveal = (hash) => {
    const tile = hash.length > 1 && all.find((one) => one.hash === hash);
    if (!tile) return false;
    show(tile);
    go(tile);
    return true;
  };
  const leave = () => {
    const tile = opened;
    show(undefined);
    if (tile) go(tile);
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
    for (const tile of rest) {
      const box = tile.getBoundingClientRect();
      if (Math.abs(box.top - from.top) < 4) continue;
      if (row === undefined) row = box.top;
      if (Math.abs(box.top - row) >= 4) break;
      if (!best || Math.abs(middle(box) - middle(from)) < Math.abs(middle(best.getBoundingClientRect()) - middle(from))) best = tile;
    }
    return best;
  };
  for (const tile of all) tile.tabIndex = -1;
  enter(all[0]);
  fleet.addEventListener('focusin', ({ target }) => {
    if (target.matches('.tile')) enter(target);
  });
  fleet.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (!target.matches('.tile') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End| )$/.test(key)) return;
    event.preventDefault();
    if (key === ' ') return show(target === opened ? undefined : target);
    const next = beside(key);
    if (!next) return;
    if (opened) show(next);
    go(next);
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') leave();
  });
  document.addEventListener('click', (event) => {
    const { target } = event;
    const tile = target.closest('.tile');
    const link = target.closest('.attention a[href^="#"]');
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (tile) {
      event.preventDefault();
      show(tile === opened ? undefined : tile);
    } else if (target.closest('.card .close')) {
      event.preventDefault();
      leave();
    } else if (link && reveal(link.hash)) event.preventDefault();
    else if (!target.closest('.card')) show(undefined);
  });
  // Where the tile that tabs lead to is filtered away, the first one that is left takes its place.
  document.addEventListener('filtered', () => {
    show(undefined);
    if (!current || !isShown(current)) enter(all.find(isShown));
  });
  addEventListener('hashchange', () => reveal(location.hash));
  reveal(location.hash);
})();
`.trim();
