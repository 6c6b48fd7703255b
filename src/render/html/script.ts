// What both pages do beside being read: filter, unfold, count. It reads the page and hides parts of it; it makes no HTML.
// Without it everything is there, and folds by itself.

export const SCRIPT = `
(() => {
  'use strict';
  const root = document.documentElement;
  const tools = document.querySelector('.tools');
  if (!tools) return;
  root.classList.add('script');
  const search = tools.querySelector('input[type=search]');
  const toggles = [...tools.querySelectorAll('.toggles input')];
  const selects = [...tools.querySelectorAll('select')];
  const items = [...document.querySelectorAll('[data-item]')];
  const groups = [...document.querySelectorAll('[data-group]')];
  const count = tools.querySelector('.count');
  const isAny = tools.dataset.mode === 'any';
  const texts = new Map();
  const textOf = (item) => {
    let text = texts.get(item);
    if (text === undefined) texts.set(item, (text = wordsOf(item).toLowerCase()));
    return text;
  };
  const kindsOf = (item) => item.dataset.item.split(' ');
  const sizeOf = (item) => Number(item.dataset.count ?? 1);
  // An item has one place, or a list of what the select that is named so chooses by.
  const valuesOf = ({ dataset }, by) => (dataset[by] === undefined ? [dataset.place] : JSON.parse(dataset[by]));
  const isChosen = (item) => selects.every(({ value, dataset }) => value === '' || valuesOf(item, dataset.by ?? 'places').includes(value));
  const all = items.reduce((sum, item) => sum + sizeOf(item), 0);
  const update = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const on = new Set(toggles.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const item of items) {
      const kinds = kindsOf(item);
      const fits = isAny ? on.size === 0 || kinds.some((kind) => on.has(kind)) : kinds.some((kind) => on.has(kind));
      const is = fits && isChosen(item) && words.every((word) => textOf(item).includes(word));
      if (item.hidden === is) item.hidden = !is;
      if (is) shown += sizeOf(item);
    }
    for (const group of groups) group.hidden = group.querySelector('[data-item]:not([hidden])') === null;
    document.dispatchEvent(new Event('filtered'));
    count.textContent = shown === all ? all + ' shown' : shown + ' of ' + all + ' shown';
  };
  let waiting = 0;
  search.addEventListener('input', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(update);
  });
  for (const box of toggles) box.addEventListener('change', update);
  for (const select of selects) select.addEventListener('change', update);
  for (const button of tools.querySelectorAll('button[data-open]')) {
    button.addEventListener('click', () => {
      const open = button.dataset.open === 'yes';
      for (const item of document.querySelectorAll('details.item')) if (!item.hidden) item.open = open;
    });
  }
  document.addEventListener('keydown', (event) => {
    const inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && event.target === search && search.value !== '') {
      search.value = '';
      update();
    }
  });
  update();
})();
`.trim();
