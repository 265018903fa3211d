/** The looks of the report: light and dark as the reader's system is, narrow and wide, on paper. Colour repeats what signs and words say. */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--dim:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--good:#116329;--bad:#a40e26;--warn:#7d4e00}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9ea7b3;--line:#3d444d;--soft:#161b22;--good:#56d364;--bad:#ff938a;--warn:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1rem;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.1rem}
p{margin:.25rem 0;max-width:70rem}
.dim,.none,small{color:var(--dim);font-size:.9em}
.sum{font-size:1.2rem;font-weight:600;margin:.75rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.protected .v,.sum .protected{color:var(--good)}
.unprotected .v,.sum .unprotected{color:var(--bad)}
.unknown .v,.sum .unknown{color:var(--warn)}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:1rem 0;padding:.75rem;background:var(--soft);border:1px solid var(--line);border-radius:6px}
form[hidden],tbody[hidden]{display:none}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
legend{float:left;margin-right:1rem;padding:0}
input[type=search],select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:4px;padding:.2rem .4rem;max-width:100%}
:focus-visible{outline:3px solid var(--fg);outline-offset:1px}
table,thead,tbody{display:block;margin-top:1rem}
thead,tbody{margin:0}
tr{display:grid;grid-template-columns:minmax(8rem,2fr) 8.5rem 11rem 6rem minmax(7rem,1.5fr) minmax(12rem,4fr)}
.more{display:block}
th,td{text-align:left;padding:.4rem .6rem;vertical-align:top;overflow-wrap:anywhere}
thead th{color:var(--dim);font-weight:600;border-bottom:2px solid var(--line);white-space:nowrap}
tbody{border-bottom:1px solid var(--line);break-inside:avoid;content-visibility:auto;contain-intrinsic-size:auto 3.5rem}
tbody th{font-weight:600}
.v{font-weight:600;white-space:nowrap}
.n{white-space:nowrap;font-variant-numeric:tabular-nums}
td small{display:block}
ul{margin:0;padding-left:1.2rem}
.more td{display:block;padding-top:0}
.more li{margin:.15rem 0}
code{display:inline-block;font:13px/1.4 ui-monospace,monospace;background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.1rem .4rem;white-space:pre-wrap;overflow-wrap:anywhere}
svg{display:block;width:100%;height:18px;overflow:visible}
.key svg{display:inline-block;width:1.5rem;vertical-align:-3px}
path{fill:none;vector-effect:non-scaling-stroke}
.t{stroke:var(--line);stroke-width:1}
.b{stroke:var(--fg);fill:var(--fg);stroke-width:1.5}
.o{stroke:var(--dim);fill:var(--dim);stroke-width:1.5}
.z{stroke:var(--dim);stroke-width:1.5}
rect{fill:url(#gap);stroke:var(--bad);stroke-width:1;vector-effect:non-scaling-stroke}
pattern path{stroke:var(--bad);stroke-width:1}
.defs{position:absolute;width:0;height:0}
.ends{display:flex;justify-content:space-between;gap:1rem}
@media (max-width:800px){
tr,th,td{display:block}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tbody{padding:.6rem 0;contain-intrinsic-size:auto 12rem}
th,td{padding:.1rem 0}
td[data-h]::before{content:attr(data-h) " ";color:var(--dim);font-weight:400}
td small{display:inline}
.l,.s{padding:.3rem 0}
}
@media print{
:root{--bg:#fff;--fg:#000;--dim:#444;--line:#999;--soft:#fff;--good:#000;--bad:#000;--warn:#000}
body{max-width:none;padding:0;font-size:9pt}
form{display:none}
tbody{content-visibility:visible}
svg,rect{print-color-adjust:exact}
}
`;
