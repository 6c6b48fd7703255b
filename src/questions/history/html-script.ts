// A run that a link leads to, from a bar or from the page of status, is open.

export const HISTORY_SCRIPT = `
(() => {
  'use strict';
  const show = () => {
    const run = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (run && run.matches('details')) run.open = true;
  };
  addEventListener('hashchange', show);
  show();
})();
`.trim();
