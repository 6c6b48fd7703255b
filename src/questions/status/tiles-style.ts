// The looks of tiles, beside those that all pages share. A state has a sign as well as a color; what is fine is pale, so that the rest
// stands out. Thousands of tiles are laid out at once: an item that is no list item, since Chromium renumbers all items that follow
// each one that is hidden, and no layer of its own for a tile (overflow, position), since each has its cost in every frame.

export const TILES_STYLE = `
.s-current{background:var(--add-bg);color:var(--add)}
.s-behind{background:#f2b233;color:#3a2500}
.s-drifted{background:var(--accent);color:var(--card)}
.s-blocked{background:var(--blocked);color:var(--blocked-bg)}
.s-incomplete,.s-unreadable{background:var(--remove);color:var(--remove-bg)}
.s-missing,.s-unrecorded{background:var(--card);color:var(--remove);box-shadow:inset 0 0 0 2px var(--remove)}
.s-pending{background:var(--card);color:var(--accent);box-shadow:inset 0 0 0 2px var(--accent)}
.bar{display:block;width:100%;height:12px;margin:.9rem 0 0;border-radius:6px;overflow:hidden;background:var(--plain-bg)}
.b-current{fill:var(--add)}.b-behind{fill:#e0a020}.b-drifted{fill:var(--accent)}.b-blocked{fill:var(--blocked)}
.b-incomplete,.b-unreadable,.b-missing,.b-unrecorded{fill:var(--remove)}.b-pending{fill:var(--soft)}
.verdict{display:inline-block;margin-left:.7rem;padding:.12rem .7rem;border-radius:999px;font-size:1rem;vertical-align:.1em;font-weight:600}
.verdict.fine{background:var(--add);color:var(--add-bg)}.verdict.open{background:var(--plain-bg);color:var(--ink)}.verdict:empty{display:none}
.attention{margin:0}.attention ul{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:12px}
.attention h2{margin-top:1.1rem}
.attention li{display:grid;grid-template-columns:8.2rem minmax(0,1fr);gap:.2rem .75rem;padding:.38rem .9rem;align-items:baseline;border-top:1px solid var(--line)}
.attention li:first-child{border-top:0}.attention p{margin:0;overflow-wrap:anywhere}.attention .badge{justify-self:start}
.attention li>div{display:flex;flex-wrap:wrap;gap:0 1rem}.where a{margin-right:.5rem}
.dot{display:inline-block;min-width:1.5em;text-align:center;border-radius:5px;margin-right:.45em;font-style:normal;font-weight:700;line-height:1.5}
.tools .toggles span{padding:.15rem .6rem .15rem .2rem}
.tools .toggles input:checked+span{border-color:var(--accent);background:var(--plain-bg)}
.tools input[type=search]{flex-basis:12rem}
.fleet h2{margin:.9rem 0 .35rem}
.tiles{list-style:none;margin:0;padding:0}
.tiles>li{display:contents}
.dense .tiles{display:flex;flex-wrap:wrap;gap:3px}
.named .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:6px}
.tile{display:block;border-radius:5px;font-weight:700;text-decoration:none;white-space:nowrap}
.dense .tile{width:25px;height:25px;line-height:25px;text-align:center}
.named .tile{padding:.35rem .6rem;overflow:hidden;text-overflow:ellipsis}.name{margin-left:.5rem;font-weight:600}
.tile:hover,.tile[aria-expanded=true]{outline:2px solid var(--ink);outline-offset:1px}
.tile:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:5px}
.card{display:none}.card:target,.card.open{display:block}
.card{position:fixed;right:1.25rem;bottom:1.25rem;width:min(27rem,calc(100vw - 2rem));max-height:70vh;overflow:auto;z-index:8;background:var(--card);color:var(--ink);border:1px solid var(--soft);border-radius:12px;padding:.9rem 1.1rem 1rem;box-shadow:0 8px 30px rgb(0 0 0/.25)}
.card .head{margin:0 0 .6rem;display:flex;gap:.6rem;align-items:center;overflow-wrap:anywhere}
.card .close{margin-left:auto;padding:0 .35rem;color:var(--soft);text-decoration:none;font-weight:700}
.card dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.2rem .8rem;margin:0;overflow-wrap:anywhere;font-size:.93em}
.card dt{color:var(--soft)}.card dd{margin:0}
.card .go{margin:.7rem 0 0}
@media screen and (min-width:641px){.attention ul{max-height:20rem;overflow:auto}}
@media (max-width:640px){
.attention li{grid-template-columns:minmax(0,1fr)}
.verdict{display:table;margin:.4rem 0 0}
.named .tiles{grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr))}
.card{right:0;left:0;bottom:0;width:auto;border-radius:12px 12px 0 0;max-height:60vh}
}
@media print{
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.card{position:static;box-shadow:none;width:auto}
.card .close{display:none}
.dense .tile{width:auto;min-width:9rem;padding:0 .4rem;text-align:left;height:auto}.dense .tile::after{content:" " attr(title)}
}
`.trim();
