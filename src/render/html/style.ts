// The looks of both pages: one sheet, light and dark, from a wide screen down to a phone, and on paper.

export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#556070;--line:#dde2e9;--accent:#0b57d0;--field:#fff;
--add:#0f6b3a;--add-bg:#e4f5ea;--change:#7a4b00;--change-bg:#fdf1d8;--remove:#b3161f;--remove-bg:#fdeaea;--blocked:#6b2fb3;--blocked-bg:#f2eafc;--plain-bg:#eceff3;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#10141a;--card:#181e27;--ink:#e6eaf0;--soft:#a3adbb;--line:#2c3543;--accent:#8ab4f8;--field:#10141a;
--add:#7ddba0;--add-bg:#133222;--change:#f0c374;--change-bg:#372a10;--remove:#ff9b9b;--remove-bg:#401a1c;--blocked:#cfaaff;--blocked-bg:#2d1f44;--plain-bg:#252d39}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:9rem}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;z-index:9;background:var(--card);padding:.5rem 1rem}
main,header>div,footer>div{max-width:1120px;margin:0 auto;padding:0 1.25rem}
.wide main,.wide header>div,.wide footer>div{max-width:110rem}
header{background:var(--card);border-bottom:1px solid var(--line);padding:1.4rem 0 1.1rem}
.brand{margin:0 0 .35rem;color:var(--soft);font-weight:600;letter-spacing:.02em;display:flex;align-items:center;gap:.5rem}
.brand svg{flex:none}
h1{font-size:1.5rem;line-height:1.25;margin:0;text-wrap:balance}
h2{font-size:1.05rem;margin:1.6rem 0 .5rem;display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap}
h2 .n{color:var(--soft);font-weight:400}
.origin{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin:.45rem 0 0;color:var(--soft)}.origin div{display:flex;gap:.4rem;min-width:0}.origin dt{font-weight:600}.origin dd{margin:0;overflow-wrap:anywhere}
.facts{color:var(--soft);margin:.4rem 0 0}
.chips{display:flex;flex-wrap:wrap;gap:.45rem;margin:.9rem 0 0;padding:0;list-style:none}
.chip,.badge{border-radius:999px;padding:.15rem .7rem;font-weight:600;background:var(--plain-bg);color:var(--ink);white-space:nowrap}
.badge{font-size:.8rem;padding:.05rem .55rem;border-radius:6px;font-weight:600}
.create,.adopt,.applied,.ok{background:var(--add-bg);color:var(--add)}
.update,.move,.forget,.resume,.drift,.behind,.skipped,.warning{background:var(--change-bg);color:var(--change)}
.delete,.replace,.failed,.error,.half{background:var(--remove-bg);color:var(--remove)}
.blocked{background:var(--blocked-bg);color:var(--blocked)}
.note{border-left:4px solid var(--change);background:var(--change-bg);color:var(--change);padding:.55rem .8rem;border-radius:0 8px 8px 0;margin:.8rem 0 0}
.tools{position:sticky;top:0;z-index:5;background:var(--bg);padding:.8rem 0 .6rem;display:flex;flex-wrap:wrap;gap:.5rem .6rem;align-items:center;border-bottom:1px solid var(--line);margin-top:.8rem}
input[type=search],select{font:inherit;color:inherit;background:var(--field);border:1px solid var(--soft);border-radius:8px;padding:.4rem .65rem;min-width:0}
input[type=search]{flex:1 1 15rem}
::placeholder{color:var(--soft);opacity:1}
select{flex:0 1 auto;max-width:14rem}
button{font:inherit;color:var(--accent);background:none;border:1px solid var(--line);border-radius:8px;padding:.4rem .7rem;cursor:pointer}
button:hover{border-color:var(--accent)}
.toggles{display:flex;flex-wrap:wrap;gap:.35rem;border:0;margin:0;padding:0;min-width:0}
.toggles label{cursor:pointer;display:inline-flex}
.toggles input{position:absolute;opacity:0}
.toggles span{border:1px solid transparent;border-radius:999px;padding:.2rem .7rem;font-weight:600}
.toggles input:not(:checked)+span{background:none;border-color:var(--line);color:var(--soft);text-decoration:line-through}
[data-mode=any] .toggles input:not(:checked)+span{color:var(--ink);text-decoration:none;border-color:var(--soft)}
.toggles label:hover span{border-color:var(--accent)}
.toggles input:focus-visible+span{outline:3px solid var(--accent);outline-offset:2px}
.count{color:var(--soft);margin-left:auto}
.list{background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.of-deletes h2,.of-failed h2{color:var(--remove)}.of-deletes .n,.of-failed .n{color:inherit}.of-deletes .list,.of-failed .list{border-color:var(--remove);border-left-width:5px}.of-blocked h2{color:var(--blocked)}.of-blocked .list{border-color:var(--blocked);border-left-width:5px}
.item{border-top:1px solid var(--line)}
.many .item{content-visibility:auto;contain-intrinsic-size:auto 62px}
.item:first-child,.item[hidden]+.item{border-top:1px solid transparent}
.item>summary,.row{display:grid;grid-template-columns:7.4rem minmax(0,1fr) auto;gap:.2rem .75rem;align-items:baseline;padding:.6rem .9rem;list-style:none}
.item>summary{cursor:pointer}.item>summary::-webkit-details-marker{display:none}
.item>summary:hover{background:var(--plain-bg)}
.item>summary::after{content:"";width:.5em;height:.5em;border-right:2px solid var(--soft);border-bottom:2px solid var(--soft);transform:rotate(45deg);align-self:center;margin-right:.25rem}
.item[open]>summary::after{transform:rotate(-135deg)}
.item>summary:focus-visible{outline-offset:-3px}
.item .badge{justify-self:start}
.what{overflow-wrap:anywhere}
code,.mono{font-family:var(--mono);font-size:.92em;overflow-wrap:anywhere}
.clause{color:var(--soft);display:block}
.body{padding:.1rem .9rem .9rem 9.05rem}
.lines{list-style:none;margin:0;padding:0;overflow-wrap:anywhere}
.lines li{padding:.08rem 0 .08rem 1.3em;text-indent:-1.3em}
.lines .sign{display:inline-block;width:1.3em;text-indent:0;font-family:var(--mono);font-weight:700}
.t-add{color:var(--add)}.t-change,.t-warn{color:var(--change)}.t-remove{color:var(--remove)}.t-why{color:var(--blocked)}.t-reason{color:var(--soft)}
.pack{margin:.75rem 0 0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.pack h3{margin:0;padding:.35rem .7rem;background:var(--plain-bg);font:600 .92em var(--mono);overflow-wrap:anywhere}
.pack table{width:100%;border-collapse:collapse;table-layout:fixed;font:.86em/1.5 var(--mono)}
.pack th{text-align:left;font:600 .95em system-ui,sans-serif;color:var(--soft);padding:.25rem .7rem;border-top:1px solid var(--line)}
.pack td{padding:.12rem .7rem;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere;width:50%}
.pack td+td{border-left:1px solid var(--line)}
.pack .l{background:var(--remove-bg);color:var(--remove)}.pack .r{background:var(--add-bg);color:var(--add)}
.pack .s,.pack .at{color:var(--soft)}.pack .s::before{content:"  "}
.pack .l::before{content:"− "}.pack .r::before{content:"+ "}
.pack.over td{width:auto}.over thead th{border-top:0}.over tbody th{font:600 1em var(--mono);color:var(--ink);vertical-align:top;overflow-wrap:anywhere}
.over tbody tr:first-child>*{border-top:1px solid var(--line)}.over th+th,.over th+td{border-left:1px solid var(--line)}.over th:first-child{width:34%}.over th:last-child{width:20%}
.pack.over .none{color:var(--soft);font-style:italic}.pack.over .clash{white-space:normal;font-family:system-ui,sans-serif;padding:.25rem .7rem .35rem}.clash code{font-size:1em}
.table{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
.table table{border-collapse:collapse;width:100%}
.table th,.table td{padding:.4rem .8rem;text-align:left;border-top:1px solid var(--line)}
.table thead th{border-top:0;color:var(--soft);font-weight:600;white-space:nowrap}
.table .num{text-align:right;font-variant-numeric:tabular-nums}
.graph{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;overflow-x:auto}
.graph svg{display:block;font-family:inherit}
.graph rect{fill:var(--bg);stroke:var(--line);stroke-width:1.5}
.graph .g-source rect{fill:var(--plain-bg)}
.graph .g-create rect,.graph .g-adopt rect{stroke:var(--add)}.graph .g-update rect,.graph .g-move rect,.graph .g-resume rect{stroke:var(--change)}
.graph .g-replace rect{stroke:var(--remove)}.graph .g-blocked rect{stroke:var(--blocked)}
.graph .head{fill:var(--soft);stroke:none}.graph path:not(.head){fill:none;stroke:var(--soft);stroke-width:1.3}
.graph text{fill:var(--ink);font-size:13px;font-weight:600}.graph .small{fill:var(--soft);font-size:12px;font-weight:400}
.tree,.tree ul{list-style:none;margin:0;padding:0}.tree ul{padding-left:1.2rem;border-left:2px solid var(--line);margin-left:.4rem}.tree li{padding:.12rem 0;overflow-wrap:anywhere}
.names summary,section>details>summary{cursor:pointer}.names .members{margin:.3rem 0;font-weight:400}section>details>.graph{margin-top:.5rem}
.soft{color:var(--soft)}
.members{list-style:none;margin:.2rem 0 .4rem;padding:0;columns:auto 9rem;overflow-wrap:anywhere}.members.with-uid{columns:auto 22rem}.members li{break-inside:avoid;padding:.05rem 0}
footer{color:var(--soft);padding:2.2rem 0;font-size:.9em}footer dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.15rem 1rem;margin:0}footer dt{font-weight:600}footer dd{margin:0;overflow-wrap:anywhere}
.next{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem;margin:1.2rem 0 0;overflow-wrap:anywhere}
.empty{padding:1.5rem;text-align:center;color:var(--soft)}
[hidden]{display:none!important}
.only-script{display:none}.script .only-script{display:flex}
@media (max-width:640px){
body{font-size:14.5px}h1{font-size:1.25rem}
main,header>div,footer>div{padding:0 .9rem}
.item>summary,.row{grid-template-columns:minmax(0,1fr) auto;padding:.6rem .75rem}.item .badge{grid-column:1}.what{grid-column:1/-1;grid-row:2}
.item>summary::after{grid-row:1;grid-column:2;justify-self:end}
.body{padding:.1rem .75rem .8rem}
select,.toggles{flex:1 1 100%;max-width:none}.tools{position:static}html{scroll-padding-top:1rem}
.pack td{padding:.12rem .4rem}
.over thead{display:none}.over table,.over tbody,.over tr,.over tbody th,.pack.over td{display:block;width:auto;border-left:0}.over tbody tr:first-child>td{border-top:0}
.over tbody th:first-child{width:auto;padding-top:.45rem}.over tbody th,.pack.over td,.pack.over .clash{padding-left:.7rem;padding-right:.7rem}.over td[data-name]::before{content:attr(data-name) ": ";color:var(--soft)}
}
@media print{.tools,.skip{display:none!important}body{background:#fff}.item{content-visibility:visible}}
`.trim();
