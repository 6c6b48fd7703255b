// The looks of the page of history, beside those that all pages share.

export const HISTORY_STYLE = `
.k-created,.done{background:var(--add-bg);color:var(--add)}.k-updated,.incomplete,.running,.not_started{background:var(--change-bg);color:var(--change)}
.k-failed,.interrupted{background:var(--remove-bg);color:var(--remove)}.k-deleted{background:var(--blocked-bg);color:var(--blocked)}
.chart{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem .4rem}
.chart svg{display:block;overflow:visible;width:100%;height:9rem}
.chart p{display:flex;justify-content:space-between;margin:.3rem 0 0;color:var(--soft);font-size:.9em}
.chart a:hover rect,.chart a:focus rect{stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
.b-created{fill:var(--add)}.b-updated{fill:#e0a020}.b-deleted{fill:var(--blocked)}.b-failed{fill:var(--remove)}.b-idle{fill:var(--line)}
.drift-line{fill:none;stroke:var(--change);stroke-width:2;vector-effect:non-scaling-stroke}.drift-dot{fill:none;stroke-width:9;stroke-linecap:round;vector-effect:non-scaling-stroke}.drift-some{stroke:var(--change)}.drift-none{stroke:var(--add)}
.result{margin:.3rem 0}.result p{margin:0}
.item:target>summary{outline:3px solid var(--accent);outline-offset:-3px}
`.trim();
